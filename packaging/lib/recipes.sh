# What needs the checksums of the rest: the installer, and recipes for Homebrew, AUR and Nix.
# Sourced by `packaging/build`.

make_recipes() {
  local architecture sums=() name
  for architecture in x86_64 arm64; do
    name=$NAME-$VERSION-$(triple_of "$architecture").tar.gz
    # A build of one architecture leaves the other one out: a recipe with a missing sum installs nothing.
    if [ -f "$DIST/$name" ]; then
      sums+=("SHA256_$architecture=$(checksum_of "$name")")
    else
      sums+=("SHA256_$architecture=not-built")
    fi
  done
  sums+=("SHA256_SOURCE=$(checksum_of "$NAME-$VERSION.tar.gz")")
  fill packaging/install.sh "${sums[@]}" >"$DIST/install.sh"
  chmod 755 "$DIST/install.sh"
  mkdir -p "$DIST/recipes"
  fill packaging/recipes/chirp-cli.rb "${sums[@]}" >"$DIST/recipes/chirp-cli.rb"
  fill packaging/recipes/PKGBUILD "${sums[@]}" >"$DIST/recipes/PKGBUILD"
  fill packaging/recipes/package.nix "${sums[@]}" >"$DIST/recipes/package.nix"
  cp Cargo.lock "$DIST/recipes/"
}
