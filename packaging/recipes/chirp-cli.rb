# Homebrew: on Linux the built program, on macOS built from source.
class ChirpCli < Formula
  desc "Command-line for the Chirp calling API"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    url "@REPOSITORY@/releases/download/v@VERSION@/@NAME@-@VERSION@.tar.gz"
    sha256 "@SHA256_SOURCE@"
    depends_on "rust" => :build
  end

  on_linux do
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/@NAME@-@VERSION@-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256_x86_64@"
    end
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/@NAME@-@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256_arm64@"
    end
  end

  def install
    if OS.mac?
      system "cargo", "install", *std_cargo_args
      system bin/"chirp", "man", "--dir", man1
    else
      bin.install "chirp"
      man1.install Dir["man/*.1"]
    end
    bash_completion.install "completions/chirp.bash" => "chirp"
    zsh_completion.install "completions/_chirp"
    fish_completion.install "completions/chirp.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/chirp --version")
    system bin/"chirp", "demo"
  end
end
