#!/bin/sh
# Installs chirp @VERSION@ for the user who runs it; see usage. The archive must have the checksum that is
# written below, else nothing is installed.
set -eu

version=@VERSION@
from=@REPOSITORY@/releases/download/v@VERSION@
dir=${HOME:?HOME is not set}/.local/bin
share=${XDG_DATA_HOME:-$HOME/.local/share}
uninstall=

usage() {
  cat <<'END'
Installs chirp @VERSION@: program, manual pages, completions. Needs no root.

  sh install.sh [--dir DIR] [--from URL] [--uninstall]

  --dir DIR      the folder of the program (default ~/.local/bin)
  --from URL     the folder of the archives (default: the release)
  --uninstall    remove what this script installs
END
}

fail() {
  echo "error: $1" >&2
  [ -z "${2:-}" ] || echo "hint: $2" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --dir) [ $# -gt 1 ] || fail "--dir needs a folder"; dir=$2; shift 2 ;;
    --from) [ $# -gt 1 ] || fail "--from needs a URL"; from=${2%/}; shift 2 ;;
    --uninstall) uninstall=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown argument $1" "sh install.sh --help" ;;
  esac
done

if [ -n "$uninstall" ]; then
  rm -f "$dir/chirp" "$share"/man/man1/chirp.1 "$share"/man/man1/chirp-*.1 \
    "$share/bash-completion/completions/chirp" "$share/zsh/site-functions/_chirp" \
    "$share/fish/vendor_completions.d/chirp.fish"
  echo "removed chirp from $dir and $share"
  exit 0
fi

[ "$(uname -s)" = Linux ] || fail "there is no build for $(uname -s)" \
  "cargo install --locked --git @REPOSITORY@"
case $(uname -m) in
  x86_64 | amd64) target=x86_64-unknown-linux-gnu sum=@SHA256_x86_64@ ;;
  aarch64 | arm64) target=aarch64-unknown-linux-gnu sum=@SHA256_arm64@ ;;
  *) fail "there is no build for $(uname -m)" "cargo install --locked --git @REPOSITORY@" ;;
esac

# Prints the SHA-256 of a file.
checksum() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1" | cut -d' ' -f1
  else
    shasum -a 256 "$1" | cut -d' ' -f1
  fi
}

# Downloads a URL into a file.
download() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1"
  else
    fail "neither curl nor wget is here" "download $1 by hand"
  fi || fail "cannot download $1; nothing was installed"
}

main() {
  name=@NAME@-$version-$target
  command -v sha256sum >/dev/null || command -v shasum >/dev/null ||
    fail "neither sha256sum nor shasum is here, so the download cannot be checked" "install coreutils"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  download "$from/$name.tar.gz" "$work/archive"
  found=$(checksum "$work/archive")
  [ "$found" = "$sum" ] || fail "$name.tar.gz has the checksum $found, not $sum; nothing was installed" \
    "take install.sh and the archive from the same release"
  tar -xzf "$work/archive" -C "$work"
  mkdir -p "$dir" 2>/dev/null || fail "cannot make the folder $dir" "sh install.sh --dir DIR"
  [ -w "$dir" ] || fail "cannot write into $dir; nothing was installed" "sh install.sh --dir DIR"
  # Beside its place first, so that a program that is running is replaced whole.
  cp "$work/$name/chirp" "$dir/.chirp.new"
  chmod 755 "$dir/.chirp.new"
  mv -f "$dir/.chirp.new" "$dir/chirp"
  mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" \
    "$share/fish/vendor_completions.d"
  cp "$work/$name"/man/*.1 "$share/man/man1/"
  cp "$work/$name/completions/chirp.bash" "$share/bash-completion/completions/chirp"
  cp "$work/$name/completions/_chirp" "$share/zsh/site-functions/"
  cp "$work/$name/completions/chirp.fish" "$share/fish/vendor_completions.d/"
  echo "installed $("$dir/chirp" --version) as $dir/chirp"
  case :$PATH: in
    *:"$dir":*) echo "next: chirp demo" ;;
    *) echo "next: add $dir to your PATH, or run $dir/chirp demo" ;;
  esac
}

# Called last, so that a download that broke off in the middle does nothing.
main
