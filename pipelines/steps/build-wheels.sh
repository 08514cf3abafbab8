#!/usr/bin/env bash
# The wheels, and what the command line needs beside its own, as locked. Argument: the artifact's folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
artifact=$(mkdir -p "${1:?the folder of the artifact}/wheels" && cd "$1" && pwd)
# One time for every file, so that equal sources give equal wheels.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
python=$PWD/.venv/bin/python
for project in . jobs; do
  [ -f "$project/pyproject.toml" ] || continue
  (cd "$project" && "$python" -m hatchling build -t wheel -d "$artifact/wheels" >&2)
done
"$python" -m pipelines.artifact.locked operator > "$artifact/wheels/operator-requirements.txt"
ls "$artifact/wheels"
