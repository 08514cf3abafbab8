#!/usr/bin/env bash
# Tags this run, so that a rollback finds its artifact. Settings: ENVIRONMENT.
set -euo pipefail
echo "##vso[build.addbuildtag]good-${ENVIRONMENT:?}"
