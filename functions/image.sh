#!/usr/bin/env bash
# The function app and its packages in a folder: what the image holds above Microsoft's own. Argument: the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?the folder}
uv=$(pipelines/tools/uv.sh)
python3 -c 'import sys; from pathlib import Path; from pipelines.artifact.function_package import put_together; put_together(Path(sys.argv[1]), sys.argv[2])' \
  "$folder" "$uv"
