#!/usr/bin/env bash
# The ratio table of the README: every job beside its peer, in one run. Takes about four minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
echo "| Job | Peer | Measure | chirp | peer | ratio | goal |"
echo "|---|---|---|---:|---:|---:|---:|"
for job in startup request receive respond download jq; do
  python3 "benches/$job.py" | grep '^|'
done
