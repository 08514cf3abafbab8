#!/usr/bin/env bash
# The emulator as locked in package-lock.json, in a folder: what its image holds above Node. Argument: the folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:?the folder}
mkdir -p "$folder"
cp package.json package-lock.json "$folder/"
[ ! -f .npmrc ] || cp .npmrc "$folder/"
npm ci --prefix "$folder" --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
