#!/usr/bin/env bash
# What a deployment of this artifact would change, for whoever approves it. Changes nothing.
# Settings: ENVIRONMENT, RESOURCE_GROUP, OPERATORS_GROUP, BUDGET_START; SUMMARY, a Markdown file for the run's page.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$(dirname "${SUMMARY:?}")"
# The image is not pushed yet: its own id stands for it.
changes=$(az deployment group what-if --resource-group "${RESOURCE_GROUP:?}" --template-file infra/main.json \
  --parameters "@infra/${ENVIRONMENT:?}.parameters.json" \
  --parameters "operatorsGroupId=${OPERATORS_GROUP:?}" "budgetStart=${BUDGET_START:?}" "jobImage=$(cat images/jobs.id)")
{
  echo "# What would change in $ENVIRONMENT"
  # Four blanks make a block of code in Markdown, whatever it holds.
  printf '\n%s\n' "$changes" | sed 's/^/    /'
} > "$SUMMARY"
echo "$changes"
echo "##vso[task.uploadsummary]$SUMMARY"
