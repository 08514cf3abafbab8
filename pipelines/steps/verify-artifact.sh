#!/usr/bin/env bash
# Fails where the artifact that this file lies in is not, to the byte, the one that was built.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PYTHONDONTWRITEBYTECODE=1
python3 -m pipelines.artifact.provenance verify .
