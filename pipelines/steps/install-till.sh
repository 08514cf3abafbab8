#!/usr/bin/env bash
# The command line of this artifact, in a folder of its own. Argument: the folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:?the folder}
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-deps -r wheels/operator-requirements.txt
"$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps wheels/tillstream-[0-9]*.whl
"$folder/bin/till" --version
