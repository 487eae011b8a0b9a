# Tarballs, deb, rpm, the source archive, checksums. Sourced by `packaging/build`.

# The name is the one that Cargo.toml tells `cargo binstall`.
make_tarball() {
  local tree top
  tree=$(tree_of "$1")
  top=$WORK/$1/$NAME-$VERSION-$(triple_of "$1")
  rm -rf "$top"
  install -D -m 755 "$tree/usr/bin/chirp" "$top/chirp"
  mkdir -p "$top/man" "$top/completions"
  cp "$tree"/usr/share/man/man1/*.1.gz "$top/man/"
  gunzip "$top"/man/*.gz
  cp completions/* "$top/completions/"
  cp README.md CHANGELOG.md LICENSE LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md "$top/"
  pack "$DIST/$(basename "$top").tar.gz" "$top"
}

make_deb() {
  local tree root
  tree=$(tree_of "$1")
  root=$WORK/$1/deb
  rm -rf "$root"
  cp -a "$tree" "$root"
  local doc=$root/usr/share/doc/$NAME
  rm "$doc"/LICENSE*
  fill packaging/debian/copyright >"$doc/copyright"
  fill packaging/debian/changelog "DATE=$(date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")" |
    gzip -9 --no-name >"$doc/changelog.gz"
  gzip -9 --no-name "$doc/THIRD-PARTY.md"
  install -D -m 644 packaging/debian/lintian-overrides "$root/usr/share/lintian/overrides/$NAME"
  mkdir -p "$root/DEBIAN"
  fill packaging/debian/control "ARCHITECTURE=$(name_of deb "$1")" \
    "SIZE=$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)" >"$root/DEBIAN/control"
  (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  dpkg-deb --root-owner-group -Zxz --build "$root" \
    "$DIST/${NAME}_${VERSION}_$(name_of deb "$1").deb" >/dev/null
}

make_rpm() {
  local top=$WORK/$1/rpm
  rm -rf "$top"
  mkdir -p "$top"
  fill packaging/rpm/chirp-cli.spec "TREE=$(tree_of "$1")" >"$top/$NAME.spec"
  rpmbuild --quiet -bb --target "$(name_of rpm "$1")" --define "_topdir $top" \
    --define "_rpmdir $DIST" --define "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" \
    "$top/$NAME.spec"
}

make_source() {
  git archive --prefix="$NAME-$VERSION/" HEAD | gzip -9 --no-name >"$DIST/$NAME-$VERSION.tar.gz"
}

make_checksums() {
  (cd "$DIST" && find . -maxdepth 1 -type f -printf '%P\n' | sort | xargs sha256sum -- >"$WORK/SHA256SUMS")
  mv "$WORK/SHA256SUMS" "$DIST/"
}

# Prints the SHA-256 of a file in dist.
checksum_of() { sha256sum "$DIST/$1" | cut -d' ' -f1; }
