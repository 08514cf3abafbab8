#!/usr/bin/env bash
# The benchmarks, one after another, each one's figures in a file. Arguments: where they are kept, the benchmarks.
set -euo pipefail
cd "$(dirname "$0")/../.."
figures=${1:?where the figures are kept}
shift
mkdir -p "$figures"
for bench in "$@"; do make --silent "bench-$bench" > "$figures/$bench.json"; done
