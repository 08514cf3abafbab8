#!/usr/bin/env bash
# The function app with its packages, as one zip that runs as it is, and the names of its functions.
# Argument: the artifact's folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
artifact=${1:?the folder of the artifact}
uv=$(command -v uv || echo .tools/uv/bin/uv)
.venv/bin/python -m pipelines.artifact.function_package --uv "$uv" --folder build/functions --zip "$artifact/functions.zip"
.venv/bin/python -m pipelines.artifact.index_package "$artifact/functions.zip" > build/functions.txt
mv build/functions.txt "$artifact/functions.txt"
cat "$artifact/functions.txt"
