#!/usr/bin/env bash
# The resources of one environment as the artifact has them, the image of the jobs in its registry among them.
# Settings: ENVIRONMENT, RESOURCE_GROUP, OPERATORS_GROUP, BUDGET_START, BUILD; OUTPUTS, the file in which the deployment's
# outputs are left.
set -euo pipefail
cd "$(dirname "$0")/../.."
deploy() {
  az deployment group create --name "tillstream-${BUILD:?}" --resource-group "${RESOURCE_GROUP:?}" \
    --template-file infra/main.json --parameters "@infra/${ENVIRONMENT:?}.parameters.json" \
    --parameters "operatorsGroupId=${OPERATORS_GROUP:?}" "budgetStart=${BUDGET_START:?}" "$@" \
    --query properties.outputs --output json > "${OUTPUTS:?}"
}
registry() { az acr list --resource-group "$RESOURCE_GROUP" --query '[0].name' --output tsv; }

name=$(registry)
if [ -z "$name" ]; then
  # The first time there is no registry yet that the image could be pushed to.
  deploy
  name=$(registry)
  [ -n "$name" ] || exit 0 # an environment whose jobs run elsewhere has none
fi
# Artifacts come back without the mark that a file is a program.
image=$(bash pipelines/steps/push-image.sh "$name")
# A job with a placeholder for an image would do nothing, and do it well: the image is there before the job is told.
deploy "jobImage=$image"
