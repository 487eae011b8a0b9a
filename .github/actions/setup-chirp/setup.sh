#!/usr/bin/env bash
# Installs a release of chirp on a runner: the installer of the release, which knows the checksums.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd)
version=${VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)}
repository=$(sed -n 's/^repository = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
releases=${CHIRP_RELEASES:-$repository/releases/download}
dir=${RUNNER_TEMP:?}/chirp-$version

mkdir -p "$dir"
curl --fail --silent --show-error --location --retry 3 --output "$dir/install.sh" "$releases/v$version/install.sh"
# Provenance is checked where the release is GitHub's and its command line is here.
if [ -z "${CHIRP_RELEASES:-}" ] && command -v gh >/dev/null; then
  gh attestation verify "$dir/install.sh" --repo "${repository#https://github.com/}"
fi
XDG_DATA_HOME=$dir/share sh "$dir/install.sh" --dir "$dir" --from "$releases/v$version"
echo "$dir" >>"$GITHUB_PATH"
{
  echo "version=$version"
  echo "path=$dir/chirp"
} >>"$GITHUB_OUTPUT"
