#!/usr/bin/env bash
# The long tests, one recipe after another. Arguments: the recipes.
set -euo pipefail
cd "$(dirname "$0")/../.."
for recipe in "${@:?the recipes}"; do make "$recipe"; done
