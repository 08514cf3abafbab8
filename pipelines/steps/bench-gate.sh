#!/usr/bin/env bash
# Fails where a ratio of tonight's figures is worse than bench/baseline.toml allows. Argument: where the figures are.
set -euo pipefail
cd "$(dirname "$0")/../.."
.venv/bin/python -m pipelines.bench_gate --baseline bench/baseline.toml "${1:?where the figures are}"
