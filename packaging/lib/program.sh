# The static program of an architecture. Sourced by `packaging/build`.

build_program() {
  local triple cargo_home
  local -a flags environment
  triple=$(triple_of "$1")
  cargo_home=${CARGO_HOME:-$HOME/.cargo}
  # getrandom looks for the system call with dlsym, which a static program does not have, and would fall
  # back to /dev/urandom, which a container may not have: so the call is named.
  flags=(-C target-feature=+crt-static --cfg 'getrandom_backend="linux_getrandom"'
    "--remap-path-prefix=$cargo_home/registry/src=/registry" "--remap-path-prefix=$PWD=/chirp")
  environment=("CHIRP_COMMIT=$COMMIT")
  if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$triple/lib" ]; then
    debian_std "$triple"
    environment+=("RUSTC=/usr/bin/rustc")
    flags+=("--sysroot=$WORK/sysroot")
  fi
  if [ "$triple" = aarch64-unknown-linux-gnu ] && [ "$(uname -m)" != aarch64 ]; then
    environment+=(
      CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
      CC_aarch64_unknown_linux_gnu=aarch64-linux-gnu-gcc
      AR_aarch64_unknown_linux_gnu=aarch64-linux-gnu-ar
    )
  fi
  environment+=("CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")")
  env "${environment[@]}" cargo build --release --locked --quiet --bin chirp \
    --target "$triple" --features portable --target-dir "target/static-$1"
}

# Makes a sysroot of Debian's compiler and its standard library for another architecture, which is
# unpacked and not installed: the system's list of architectures stays as it is.
debian_std() {
  local root=$WORK/sysroot version
  version=$(dpkg-query -W -f '${Version}' libstd-rust-web-dev)
  [ "$(cat "$root/version" 2>/dev/null)" = "$version" ] && return
  rm -rf "$root" "$WORK/apt"
  mkdir -p "$root/lib/rustlib" "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial"
  local -a apt=(apt-get -qq -o APT::Architectures::=arm64 -o APT::Sandbox::User=root
    -o "Dir::State::Lists=$WORK/apt/lists" -o "Dir::Cache=$WORK/apt/cache")
  "${apt[@]}" update
  (cd "$WORK/apt" && "${apt[@]}" download "libstd-rust-web-dev:arm64=$version")
  dpkg-deb --extract "$WORK"/apt/libstd-rust-web-dev_*_arm64.deb "$WORK/apt/unpacked"
  mv "$WORK/apt/unpacked/usr/lib/rustlib/$1" "$root/lib/rustlib/"
  rm -rf "$WORK/apt"
  echo "$version" >"$root/version"
}
