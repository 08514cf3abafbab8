#!/usr/bin/env bash
# The resources of one environment as the artifact has them, and what runs the jobs there: the image in its registry, or
# the bundle in Databricks.
# Settings: ENVIRONMENT, RESOURCE_GROUP, OPERATORS_GROUP, OPERATORS_NAME, BUDGET_START, BUILD; OUTPUTS, the file in which
# the deployment's outputs are left.
set -euo pipefail
cd "$(dirname "$0")/../.."
deploy() {
  az deployment group create --name "tillstream-${BUILD:?}" --resource-group "${RESOURCE_GROUP:?}" \
    --template-file infra/main.json --parameters "@infra/${ENVIRONMENT:?}.parameters.json" \
    --parameters "operatorsGroupId=${OPERATORS_GROUP:?}" "budgetStart=${BUDGET_START:?}" "$@" \
    --query properties.outputs --output json > "${OUTPUTS:?}"
}
registry() { az acr list --resource-group "$RESOURCE_GROUP" --query '[0].name' --output tsv; }
job_of_before() {
  local app
  app=$(az functionapp list --resource-group "$RESOURCE_GROUP" --query '[0].name' --output tsv)
  [ -z "$app" ] || az functionapp config appsettings list --resource-group "$RESOURCE_GROUP" --name "$app" \
    --query "[?name=='TILLSTREAM_RUNNER_JOB'].value | [0]" --output tsv
}

name=$(registry)
if [ -z "$name" ]; then
  # There is none the first time, and none where Databricks runs the jobs: the app keeps the job that it has.
  before=$(job_of_before)
  deploy ${before:+"databricksJobId=$before"}
  name=$(registry)
fi
# Artifacts come back without the mark that a file is a program: hence bash.
if [ -n "$name" ]; then
  # A job with a placeholder for an image would do nothing, and do it well: the image is there before the job is told.
  image=$(bash pipelines/steps/push-image.sh "$name")
  deploy "jobImage=$image"
else
  job=$(bash pipelines/steps/deploy-bundle.sh)
  [ "$job" = "$before" ] || deploy "databricksJobId=$job"
fi
