#!/usr/bin/env bash
# The function package as it was built; instances take it over one after another (the plan's rolling update).
# Settings: RESOURCE_GROUP; OUTPUTS, the outputs of deploy-infra.sh; PATIENCE_SECONDS until the functions are there,
# SETTLE_SECONDS until every instance has them.
set -euo pipefail
cd "$(dirname "$0")/../.."
app=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["functionAppName"]["value"])' "${OUTPUTS:?}")
az functionapp deployment source config-zip --resource-group "${RESOURCE_GROUP:?}" --name "$app" --src functions.zip \
  --build-remote false --timeout 900
give_up=$((SECONDS + ${PATIENCE_SECONDS:-600}))
while true; do
  # Azure names them as app/function.
  found=$(az functionapp function list --resource-group "$RESOURCE_GROUP" --name "$app" --query '[].name' --output tsv |
    sed 's|.*/||' | sort)
  if [ "$found" = "$(sort functions.txt)" ]; then break; fi
  if ((SECONDS >= give_up)); then
    echo "The app does not have the functions of this package. Missing or left over:" >&2
    diff <(sort functions.txt) <(echo "$found") >&2 || true
    exit 1
  fi
  sleep "${PAUSE_SECONDS:-10}"
done
echo "$found"
# Instances are replaced in batches, and nothing tells when the last one is: it takes up to three minutes.
sleep "${SETTLE_SECONDS:-180}"
