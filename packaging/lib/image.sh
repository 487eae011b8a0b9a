# The container image: from scratch, the program, certificates, and a user without rights. One archive in the
# OCI layout for all architectures, written without a daemon. Sourced by `packaging/build`.

make_image() {
  local layout=$WORK/image architecture created
  created=$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
  rm -rf "$layout"
  umoci init --layout "$layout"
  for architecture in "$@"; do
    add_image "$layout" "$architecture" "$created"
  done
  add_index "$layout"
  umoci gc --layout "$layout" 2>/dev/null
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    --directory "$layout" . >"$DIST/$NAME-$VERSION-oci.tar"
}

# Adds the image of an architecture under the tag of its name.
add_image() {
  local layout=$1 arch root=$WORK/$2/image
  arch=$(name_of oci "$2")
  rm -rf "$root"
  mkdir -p "$root/etc/ssl/certs" "$root/usr/share/doc/$NAME" "$root/home/chirp" "$root/var/lib/chirp" "$root/tmp"
  install -D -m 755 "$(program_of "$2")" "$root/usr/bin/chirp"
  cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  cp LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md "$root/usr/share/doc/$NAME/"
  echo 'chirp:x:65532:65532::/home/chirp:/sbin/nologin' >"$root/etc/passwd"
  echo 'chirp:x:65532:' >"$root/etc/group"
  chmod 1777 "$root/tmp"
  chmod 700 "$root/home/chirp" "$root/var/lib/chirp"
  chown -R 65532:65532 "$root/home/chirp" "$root/var/lib/chirp"
  find "$root" -depth -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  umoci new --image "$layout:$arch"
  umoci insert --image "$layout:$arch" --history.created "$3" --history.created_by "packaging/build" "$root" /
  umoci config --image "$layout:$arch" --no-history --created "$3" --os linux --architecture "$arch" \
    --config.user 65532:65532 --config.workingdir /home/chirp \
    --config.entrypoint /usr/bin/chirp --config.cmd --help --config.exposedports 8080/tcp \
    --config.env PATH=/usr/bin --config.env HOME=/home/chirp --config.env CHIRP_STATE_DIR=/var/lib/chirp \
    --config.volume /var/lib/chirp --config.stopsignal SIGTERM \
    --config.label "org.opencontainers.image.title=chirp" \
    --config.label "org.opencontainers.image.description=$SUMMARY" \
    --config.label "org.opencontainers.image.version=$VERSION" \
    --config.label "org.opencontainers.image.revision=$COMMIT" \
    --config.label "org.opencontainers.image.source=$REPOSITORY" \
    --config.label "org.opencontainers.image.licenses=MIT OR Apache-2.0"
}

# Replaces the tags by one, VERSION, that names the images of all architectures.
add_index() {
  local layout=$1 digest
  jq --compact-output '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [.manifests[] | {mediaType, digest, size,
      platform: {os: "linux", architecture: .annotations["org.opencontainers.image.ref.name"]}}]}' \
    "$layout/index.json" >"$layout/combined"
  digest=$(sha256sum "$layout/combined" | cut -d' ' -f1)
  jq --null-input --compact-output --arg digest "sha256:$digest" --arg tag "$VERSION" \
    --argjson size "$(stat -c %s "$layout/combined")" '{schemaVersion: 2,
    manifests: [{mediaType: "application/vnd.oci.image.index.v1+json", digest: $digest, size: $size,
      annotations: {"org.opencontainers.image.ref.name": $tag}}]}' >"$layout/index.json"
  mv "$layout/combined" "$layout/blobs/sha256/$digest"
}
