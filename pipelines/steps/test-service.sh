#!/usr/bin/env bash
# Tests against an Azurite that runs already: AZURITE_PORTS names its blob, queue and table port. Arguments: the tests.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${AZURITE_PORTS:?blob, queue and table port, for example 10000,10001,10002}"
for port in ${AZURITE_PORTS//,/ }; do
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2> /dev/null; do
    if ((SECONDS >= ${PATIENCE_SECONDS:-60})); then
      echo "Azurite does not answer on port $port." >&2
      exit 1
    fi
    sleep 1
  done
done
mkdir -p build
TILLSTREAM_TEST_AZURITE="$AZURITE_PORTS" .venv/bin/pytest -n 0 --junit-xml=build/service-results.xml "$@"
