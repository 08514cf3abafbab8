#!/usr/bin/env bash
# The environment as the locks have it, and the pipeline's own tools.
set -euo pipefail
cd "$(dirname "$0")/../.."
make setup pipeline-tools
