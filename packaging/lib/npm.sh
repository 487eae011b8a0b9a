# The npm packages: one for each platform, and the wrapper that depends on all of them and takes the one that
# npm has installed. No package has an install script. Sourced by `packaging/build`.

make_npm_platform() {
  local cpu top
  cpu=$(name_of npm "$1")
  top=$WORK/npm/$NAME-linux-$cpu
  rm -rf "$top"
  install -D -m 755 "$(program_of "$1")" "$top/bin/chirp"
  fill packaging/npm/platform.json "CPU=$cpu" >"$top/package.json"
  npm_licences "$top"
  echo "The program of the package $NAME for Linux on $cpu. Install that one." >"$top/README.md"
  npm_pack "$top"
}

make_npm_wrapper() {
  local top=$WORK/npm/$NAME
  rm -rf "$top"
  install -D -m 755 packaging/npm/chirp.js "$top/bin/chirp.js"
  fill packaging/npm/wrapper.json >"$top/package.json"
  npm_licences "$top"
  fill packaging/npm/README.md >"$top/README.md"
  npm_pack "$top"
}

npm_licences() { cp LICENSE LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md "$1/"; }

npm_pack() { npm pack --silent --pack-destination "$DIST" "$1" >/dev/null; }
