"""The pipeline's YAML against Azure Pipelines' own schema, its shell against ShellCheck."""

import subprocess

import pytest

from till.settings import REPOSITORY

FILES = ["azure-pipelines.yml", *(str(file.relative_to(REPOSITORY)) for file in REPOSITORY.glob("pipelines/**/*.yml"))]
STEPS = sorted((REPOSITORY / "pipelines" / "steps").glob("*.sh"))
# It takes every scalar for a text, and its patterns are written for another language.
_AS_AZURE_HAS_IT = ("--data-transform", "azure-pipelines", "--regex-variant", "python")


def schema(tools, *files):
    command = [tools / "check-jsonschema", "--builtin-schema", "vendor.azure-pipelines", *_AS_AZURE_HAS_IT, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPOSITORY)


def test_each_file_is_as_the_schema_has_it(tools):
    done = schema(tools, *FILES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_finds_a_slip(tools, tmp_path):
    slips = []
    for number, (before, after) in enumerate([("bash:", "bsah:"), ("timeoutInMinutes", "timeout")]):
        text = (REPOSITORY / "pipelines" / "stages" / "check.yml").read_text(encoding="utf-8")
        slips.append(tmp_path / f"slip-{number}.yml")
        slips[-1].write_text(text.replace(before, after), encoding="utf-8")
    done = schema(tools, *slips)
    assert done.returncode == 1
    assert all(slip.name in done.stdout for slip in slips)


def test_the_steps_are_sound_shell(tools, tmp_path):
    command = [tools / "shellcheck", "--shell", "bash"]
    done = subprocess.run([*command, *STEPS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    unsound = tmp_path / "unsound.sh"
    unsound.write_text("rm -r $1\n", encoding="utf-8")
    assert subprocess.run([*command, unsound], capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("file", STEPS, ids=lambda file: file.name)
def test_each_step_stops_at_the_first_failure_and_says_what_it_does(file):
    first, second, *rest = file.read_text(encoding="utf-8").splitlines()
    assert first == "#!/usr/bin/env bash"
    assert second.startswith("# ")
    assert next(line for line in rest if not line.startswith("#")) == "set -euo pipefail"
