#!/usr/bin/env bash
# What takes too long for each change, each part's figures kept for the gate. Argument: where they are kept.
set -euo pipefail
cd "$(dirname "$0")/../.."
figures=${1:?where the figures are kept}
mkdir -p "$figures"
for recipe in ${RECIPES:-test-slow test-laws fuzz-landing}; do make "$recipe"; done
for bench in ${BENCHES:-landing latency marts}; do make --silent "bench-$bench" > "$figures/$bench.json"; done
