#!/usr/bin/env bash
# Every test, with the results where the pipeline publishes them from.
set -euo pipefail
mkdir -p build
make test ARGS="--junit-xml=build/test-results.xml"
