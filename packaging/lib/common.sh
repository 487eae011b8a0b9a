# Names and paths that every step uses. Sourced by `packaging/build`.

NAME=chirp-cli
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
REPOSITORY=$(sed -n 's/^repository = "\(.*\)"/\1/p' Cargo.toml | head -1)
SUMMARY=$(sed -n 's/^description = "\(.*\)"/\1/p' Cargo.toml | head -1)
DIST=${DIST:-$PWD/target/dist}
WORK=$PWD/target/packaging
# The tree may belong to another user than the one who builds, such as root in CI.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$PWD
COMMIT=$(git rev-parse HEAD)
[ -z "$(git status --porcelain --untracked-files=no)" ] || COMMIT=$COMMIT-modified
# Every file in an archive bears the time of the commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
umask 022

# Prints the Rust target of an architecture.
triple_of() {
  case $1 in
    x86_64) echo x86_64-unknown-linux-gnu ;;
    arm64) echo aarch64-unknown-linux-gnu ;;
    *) echo "packaging/build: unknown architecture $1; x86_64 and arm64 are known" >&2; return 2 ;;
  esac
}

# Prints what another world calls the architecture: name_of deb arm64.
name_of() {
  case $1:$2 in
    deb:x86_64 | oci:x86_64) echo amd64 ;;
    deb:arm64 | oci:arm64) echo arm64 ;;
    rpm:x86_64 | wheel:x86_64) echo x86_64 ;;
    rpm:arm64 | wheel:arm64) echo aarch64 ;;
    npm:x86_64) echo x64 ;;
    npm:arm64) echo arm64 ;;
  esac
}

# Prints the path of the built program.
program_of() { echo "$PWD/target/static-$1/$(triple_of "$1")/release/chirp"; }

# Prints the folder with the files of an architecture as they are installed.
tree_of() { echo "$WORK/$1/tree"; }

# Runs a step and says how long it took.
step() {
  local what=$1 begin=$SECONDS
  shift
  echo "== $what" >&2
  "$@"
  echo "   $((SECONDS - begin)) s" >&2
}

# Packs the folder $2, which becomes the top of the archive, into the .tar.gz $1.
pack() {
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    --format=ustar --directory "$(dirname "$2")" "$(basename "$2")" | gzip -9 --no-name >"$1"
}

# Fills in @NAME@ marks: fill FILE MARK=VALUE...
fill() {
  local text pair
  text=$(cat "$1")
  shift
  for pair in "NAME=$NAME" "VERSION=$VERSION" "REPOSITORY=$REPOSITORY" "SUMMARY=$SUMMARY" "$@"; do
    text=${text//"@${pair%%=*}@"/"${pair#*=}"}
  done
  printf '%s\n' "$text"
}
