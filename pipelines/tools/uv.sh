#!/usr/bin/env bash
# Prints where uv is; fetches it, as locked, where it is neither on the path nor in .tools.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v uv; then
  [ -x .tools/uv/bin/uv ] || {
    python3 -m venv .tools/uv
    .tools/uv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
  } >&2
  echo "$PWD/.tools/uv/bin/uv"
fi
