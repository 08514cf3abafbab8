#!/usr/bin/env bash
# The image that runs the jobs, as a file: it is loaded and pushed where it is deployed, never built again.
# Argument: the artifact's folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
artifact=${1:?the folder of the artifact}
mkdir -p "$artifact/images"
docker build --file jobs/Dockerfile --tag tillstream-jobs:candidate --iidfile "$artifact/images/jobs.id" .
docker save tillstream-jobs:candidate --output "$artifact/images/jobs.tar"
