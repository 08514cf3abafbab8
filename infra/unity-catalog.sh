#!/usr/bin/env bash
# The objects of Unity Catalog by which Databricks reaches the lake with the access connector's identity: a storage
# credential and one external location for each layer that the jobs touch. Does nothing to what is there already.
# Settings: OUTPUTS, the outputs of the deployment; the databricks command line signed in to the workspace.
set -euo pipefail
cd "$(dirname "$0")/.."
output() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]]["value"])' "${OUTPUTS:?}" "$1"; }
layers() {
  python3 -c 'import json; names = json.load(open("jobs/contracts/names.json"))["fileSystems"]
print(*(names[layer] for layer in ("bronze", "silver", "gold", "reports")), sep="\n")'
}
lake=$(output lakeName)
connector=$(output databricksConnectorId)
identity=$(output jobsIdentityId)
[ -n "$connector" ] || { echo "this environment has no Databricks" >&2; exit 2; }

credential=tillstream-$lake
if ! databricks storage-credentials get "$credential" > /dev/null 2>&1; then
  databricks storage-credentials create --json "$(python3 -c 'import json, sys; print(json.dumps({
    "name": sys.argv[1],
    "azure_managed_identity": {"access_connector_id": sys.argv[2], "managed_identity_id": sys.argv[3]},
    "comment": "Tillstream, by the identity of its jobs",
  }))' "$credential" "$connector" "$identity")"
fi
for layer in $(layers); do
  location=$credential-$layer
  if ! databricks external-locations get "$location" > /dev/null 2>&1; then
    databricks external-locations create "$location" "abfss://$layer@$lake.dfs.core.windows.net/" "$credential"
  fi
done
