# The files as they are installed under /, the same for the tarball, the deb and the rpm.
# Sourced by `packaging/build`.

# Prints the command that runs a program of an architecture on this machine.
runner_of() {
  case $1:$(uname -m) in
    arm64:aarch64 | x86_64:x86_64) ;;
    arm64:*) echo qemu-aarch64-static ;;
    x86_64:*) echo qemu-x86_64-static ;;
  esac
}

make_tree() {
  local tree program shell
  local -a run
  tree=$(tree_of "$1")
  program=$(program_of "$1")
  read -ra run <<<"$(runner_of "$1")" || true
  run+=("$program")
  rm -rf "$tree"
  install -D -m 755 "$program" "$tree/usr/bin/chirp"
  mkdir -p "$tree/usr/share/man/man1"
  "${run[@]}" --quiet man --dir "$tree/usr/share/man/man1"
  gzip -9 --no-name "$tree"/usr/share/man/man1/*.1
  install -D -m 644 completions/chirp.bash "$tree/usr/share/bash-completion/completions/chirp"
  install -D -m 644 completions/_chirp "$tree/usr/share/zsh/vendor-completions/_chirp"
  install -D -m 644 completions/chirp.fish "$tree/usr/share/fish/vendor_completions.d/chirp.fish"
  local doc=$tree/usr/share/doc/$NAME
  install -D -m 644 -t "$doc" README.md LICENSE LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md
  gzip -9 --no-name --stdout CHANGELOG.md >"$doc/CHANGELOG.md.gz"
}
