"""The pipeline's tools, and its steps run as the files that they are."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.identity.conftest import keyless
from till.settings import REPOSITORY

__all__ = ["keyless"]

Step = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def tools() -> Path:
    """Where the pipeline's tools lie."""
    folder = REPOSITORY / ".tools" / "pipelines" / "bin"
    assert (folder / "check-jsonschema").is_file(), "the pipeline's tools are not there: make pipeline-tools"
    return folder


@pytest.fixture
def step() -> Step:
    """Runs a step of pipelines/steps as the agent does: by bash, with settings in the environment."""
    return run_step


def run_step(
    name: str, *arguments: object, root: Path = REPOSITORY, **settings: object
) -> "subprocess.CompletedProcess[str]":
    """What became of a step of the source, or of an artifact; PATH_BEFORE is put before the PATH.

    Python is that of the tests, as an agent's is the one that the pipeline asks for.
    """
    environment = {**os.environ, **{key: str(value) for key, value in settings.items() if key != "PATH_BEFORE"}}
    before = [str(settings["PATH_BEFORE"])] if "PATH_BEFORE" in settings else []
    environment["PATH"] = ":".join([*before, str(Path(sys.executable).parent), environment["PATH"]])
    command = ["bash", str(root / "pipelines" / "steps" / name), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)
