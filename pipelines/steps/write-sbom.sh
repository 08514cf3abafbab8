#!/usr/bin/env bash
# What the artifact holds of others, as CycloneDX: the function package, the whole lock, and the emulator's npm packages.
# Argument: the artifact's folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
artifact=${1:?the folder of the artifact}
mkdir -p "$artifact/sbom"
mkdir -p build
cyclonedx() {
  .tools/pipelines/bin/cyclonedx-py requirements "$1" --pyproject pyproject.toml --output-reproducible --sv 1.6 --of JSON \
    --output-file "$artifact/sbom/$2.cdx.json"
}
.venv/bin/python -m pipelines.artifact.locked functions > build/functions-requirements.txt
cyclonedx build/functions-requirements.txt functions
cyclonedx requirements.lock python
npm sbom --sbom-format cyclonedx --package-lock-only > "$artifact/sbom/node.cdx.json"
