#!/usr/bin/env bash
# The jobs, their packages and a way to start them in a folder: what the image holds above Python. Argument: the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?the folder}
mkdir -p "$folder/app" "$folder/bin"
folder=$(cd "$folder" && pwd)
uv=$(pipelines/tools/uv.sh)
"$uv" venv --quiet --no-python-downloads --python "${PYTHON:-python3}" "$folder/venv"
python3 -m pipelines.artifact.locked jobs-image > "$folder/requirements.txt"
"$uv" pip install --quiet --python "$folder/venv/bin/python" --no-deps --require-hashes -r "$folder/requirements.txt"
# The embedded engine needs no JVM: most of PySpark's weight is for the other one.
rm -rf "$folder"/venv/lib/python3.*/site-packages/pyspark/{jars,examples,data,sbin,R}
cp -R functions jobs till sources "$folder/app/"
cat > "$folder/bin/tillstream-job" <<JOB
#!/bin/sh
PYTHONPATH=$folder/app exec $folder/venv/bin/python -m jobs.entry "\$@"
JOB
cat > "$folder/bin/tillstream-warm" <<WARM
#!/bin/sh
PYTHONPATH=$folder/app exec $folder/venv/bin/python -m till.warm "\$@"
WARM
cat > "$folder/bin/tillstream-prepare" <<PREPARE
#!/bin/sh
PYTHONPATH=$folder/app exec $folder/venv/bin/python -m till.stack.prepare "\$@"
PREPARE
cat > "$folder/bin/tillstream-warm-health" <<HEALTH
#!/bin/sh
PYTHONPATH=$folder/app exec $folder/venv/bin/python -m till.warm.health "\$@"
HEALTH
chmod 755 "$folder"/bin/*
