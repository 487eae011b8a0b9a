# nix-build -E 'with import <nixpkgs> { }; callPackage ./package.nix { }'
{
  lib,
  stdenv,
  fetchurl,
  rustPlatform,
  installShellFiles,
}:

rustPlatform.buildRustPackage rec {
  pname = "@NAME@";
  version = "@VERSION@";

  src = fetchurl {
    url = "@REPOSITORY@/releases/download/v${version}/@NAME@-${version}.tar.gz";
    sha256 = "@SHA256_SOURCE@";
  };

  # The lock file of the release lies beside this file.
  cargoLock.lockFile = ./Cargo.lock;
  nativeBuildInputs = [ installShellFiles ];

  # The tests need strace and a network on loopback; CI runs them.
  doCheck = false;

  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    $out/bin/chirp --quiet man --dir man
    installManPage man/*.1
    installShellCompletion --cmd chirp --bash completions/chirp.bash --zsh completions/_chirp --fish completions/chirp.fish
  '';

  meta = {
    description = "Command line for the Chirp calling API";
    homepage = "@REPOSITORY@";
    license = with lib.licenses; [ mit asl20 ];
    mainProgram = "chirp";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
