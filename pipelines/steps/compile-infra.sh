#!/usr/bin/env bash
# The Bicep as the template and the parameters that are deployed. Argument: the artifact's folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
artifact=${1:?the folder of the artifact}
mkdir -p "$artifact/infra"
az bicep lint --file infra/main.bicep
az bicep build --file infra/main.bicep --outfile "$artifact/infra/main.json"
for parameters in infra/params/*.bicepparam; do
  environment=$(basename "$parameters" .bicepparam)
  az bicep build-params --file "$parameters" --outfile "$artifact/infra/$environment.parameters.json"
done
