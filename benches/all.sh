#!/usr/bin/env bash
# The ratio table of docs/performance.md as Markdown: every job beside its peer, in turn, in one run. Less than five
# minutes after the build. Each script says what it measures; how cost grows and the parts are separate:
# benches/growth.py, benches/forward.py, cargo bench --locked.
# Packages: curl gcc jq libc6-dev nginx-light nodejs npm openssl time webhook wrk.
# `benches/all.sh startup jq` runs only those. CHIRP_BIN measures another binary than target/release/chirp.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${CHIRP_BIN:-}" ] || cargo build --release --locked --quiet
jobs=("$@")
[ $# -gt 0 ] || jobs=(startup request receive respond download jq)
notes=$(mktemp)
trap 'rm -f "$notes"' EXIT
echo "| Job | Peer | Measure | chirp | peer | ratio | goal |"
echo "|---|---|---|---:|---:|---:|---:|"
for job in "${jobs[@]}"; do
  python3 "benches/$job.py" | awk -v notes="$notes" '/^\|/ { print; fflush(); next } NF { print >> notes }'
done
echo
cat "$notes"
python3 benches/common.py
