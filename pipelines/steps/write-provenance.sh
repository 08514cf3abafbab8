#!/usr/bin/env bash
# The steps and the bundle that deploy, put into the artifact, and the statement about all of it.
# Argument: the artifact's folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
artifact=${1:?the folder of the artifact}
mkdir -p "$artifact/pipelines"
cp -R pipelines/__init__.py pipelines/artifact pipelines/steps "$artifact/pipelines/"
cp -R databricks.yml databricks "$artifact/"
find "$artifact/pipelines" -name __pycache__ -prune -exec rm -r {} +
python3 -m pipelines.artifact.provenance write "$artifact"
