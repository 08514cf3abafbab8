#!/usr/bin/env bash
# The artifact's jobs into Databricks; prints the number of the job there.
# Settings: ENVIRONMENT, OPERATORS_NAME; OUTPUTS, the outputs of the resources. Signed in as az is.
set -euo pipefail
cd "$(dirname "$0")/../.."
output() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]]["value"])' "${OUTPUTS:?}" "$1"; }
DATABRICKS_HOST=https://$(output databricksUrl)
export DATABRICKS_HOST DATABRICKS_AUTH_TYPE=azure-cli
told=(
  "lake=abfss://{file_system}@$(output lakeName).dfs.core.windows.net"
  "jobs_principal=$(output jobsClientId)"
  "app_principal=$(output appClientId)"
  "operators=${OPERATORS_NAME:?}"
  "wheel=./wheels/*.whl"
)
# A bundle takes along all that lies beside it: it gets a folder with what it needs.
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir "$folder/wheels"
cp databricks.yml "$folder/"
cp wheels/tillstream_jobs-*.whl "$folder/wheels/"
cd "$folder"
bundle() { databricks bundle "$@" --target "${ENVIRONMENT:?}" "${told[@]/#/--var=}"; }
bundle deploy >&2
bundle summary --output json | python3 -c 'import json, sys; print(json.load(sys.stdin)["resources"]["jobs"]["run"]["id"])'
