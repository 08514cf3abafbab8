#!/usr/bin/env bash
# Pushes the artifact's image into a registry and prints the name that it has there, with its digest.
# Argument: the registry. Settings: BUILD.
set -euo pipefail
cd "$(dirname "$0")/../.."
registry=${1:?the registry}
server=$(az acr show --name "$registry" --query loginServer --output tsv)
az acr login --name "$registry" >&2
docker load --input images/jobs.tar >&2
repository=$server/tillstream-jobs
docker tag "$(cat images/jobs.id)" "$repository:${BUILD:?}" >&2
docker push "$repository:$BUILD" >&2
az acr repository show --name "$registry" --image "tillstream-jobs:$BUILD" --query digest --output tsv |
  { read -r digest; echo "$repository@$digest"; }
