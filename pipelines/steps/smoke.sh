#!/usr/bin/env bash
# A canary through the environment: dropped, found in gold, taken out, every total as before.
# Settings: OUTPUTS, the outputs of deploy-infra.sh; without it the local stack is tried. TILL, the command line. MARK.
set -euo pipefail
till=${TILL:-till}
flight=(canary --mark "${MARK:?}" --patience "${PATIENCE_SECONDS:-1800}")
if [ -n "${OUTPUTS:-}" ]; then
  output() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]]["value"])' "$OUTPUTS" "$1"; }
  addresses=(
    "LAKE__blobServiceUri=$(output lakeBlobUri)"
    "AzureWebJobsStorage__queueServiceUri=$(output opsQueueUri)"
    "AzureWebJobsStorage__tableServiceUri=$(output opsTableUri)"
  )
  exec env "${addresses[@]}" "$till" --deployed "${flight[@]}"
fi
exec "$till" "${flight[@]}"
