#!/usr/bin/env bash
# Layout, types, imports: the same recipe as on a laptop.
set -euo pipefail
make check
