#!/usr/bin/env bash
# The outputs of this run's deployment. Settings: RESOURCE_GROUP, BUILD; OUTPUTS, the file that they are left in.
set -euo pipefail
az deployment group show --name "tillstream-${BUILD:?}" --resource-group "${RESOURCE_GROUP:?}" \
  --query properties.outputs --output json > "${OUTPUTS:?}"
