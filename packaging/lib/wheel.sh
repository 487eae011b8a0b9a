# A Python wheel with the program itself on the PATH, no shim. Sourced by `packaging/build`.

make_wheel() {
  local top=$WORK/$1/wheel arch tag module=${NAME//-/_}
  arch=$(name_of wheel "$1")
  # Static: every glibc and musl will do.
  tag=manylinux_2_17_$arch.manylinux2014_$arch.musllinux_1_1_$arch
  rm -rf "$top"
  local info=$top/$module-$VERSION.dist-info
  install -D -m 755 "$(program_of "$1")" "$top/$module-$VERSION.data/scripts/chirp"
  mkdir -p "$info/licenses"
  cp LICENSE LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md "$info/licenses/"
  { fill packaging/wheel/METADATA; echo; fill packaging/wheel/README.md; } >"$info/METADATA"
  { fill packaging/wheel/WHEEL; for part in ${tag//./ }; do echo "Tag: py3-none-$part"; done; } >"$info/WHEEL"
  find "$top" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
  /usr/bin/python3 -m wheel pack --dest-dir "$DIST" "$top" >/dev/null
}
