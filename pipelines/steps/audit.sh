#!/usr/bin/env bash
# The gate of known weaknesses: fails where a locked package has one that pipelines/known-weaknesses.txt does not answer.
set -euo pipefail
cd "$(dirname "$0")/../.."
today=$(date -u +%F)
answered=()
while read -r id until reason; do
  case $id in '' | '#'*) continue ;; esac
  if [ -z "$reason" ] || [[ ! $until =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]]; then
    echo "pipelines/known-weaknesses.txt: '$id' needs a day, yyyy-mm-dd, and a reason." >&2
    exit 2
  fi
  if [[ $until < $today ]]; then
    echo "pipelines/known-weaknesses.txt: $id was answered until $until only: $reason" >&2
    exit 1
  fi
  answered+=(--ignore-vuln "$id")
done < "${KNOWN_WEAKNESSES:-pipelines/known-weaknesses.txt}"
audit=${PIP_AUDIT:-.tools/pipelines/bin/pip-audit}
for lock in requirements.lock requirements-uv.lock pipelines/tools/requirements.lock; do
  # --strict: a package that cannot be looked up is no package without weaknesses.
  "$audit" --strict --requirement "$lock" --require-hashes --disable-pip --progress-spinner off "${answered[@]}"
done
npm audit --package-lock-only --audit-level=high
