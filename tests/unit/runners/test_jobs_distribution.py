"""The jobs' own distribution: what clusters install, on Python 3.12 too."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from till.settings import REPOSITORY

JOBS = REPOSITORY / "jobs"
_IMPORT_ALL = """
import importlib, json, pkgutil, sys, jobs
names = [each.name for each in pkgutil.walk_packages(jobs.__path__, "jobs.")]
for name in names:
    importlib.import_module(name)
from jobs.contracts.dataset import dataset_names
from jobs.derive.definition import definitions
print(json.dumps([jobs.__path__[0], len(names), len(dataset_names()), len(definitions())]))
"""


def project(file: Path) -> dict[str, object]:
    told: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    return told


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=JOBS, check=True)
    (built,) = folder.glob("tillstream_jobs-*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path) -> Path:
    """A Python 3.12 in which the wheel is installed, with what it says it needs and a Spark that has no JVM."""
    uv = REPOSITORY / ".tools" / "uv" / "bin" / "uv"
    program = str(uv) if uv.exists() else "uv"
    folder = wheel.parent / "venv"
    found = next((each for each in _candidates() if _run(each, "--version").stdout.startswith("Python 3.12")), None)
    if found is None:
        pytest.skip("There is no Python 3.12 on this machine.")
    _run(program, "venv", "-q", "--no-python-downloads", "--python", found, str(folder))
    target = folder / "bin" / "python"
    brought = _run(program, "pip", "install", "-q", "--python", str(target), str(wheel), "pyspark-client>=4.1,<4.2")
    if brought.returncode:
        pytest.skip(f"The packages for Python 3.12 cannot be fetched: {brought.stderr[-300:]}")
    return target


def test_the_wheel_holds_every_module_and_every_file_that_they_read(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if ".dist-info/" not in name}
    kinds = ("*.py", "*.yaml", "*.json", "*.properties")
    assert held == {f"jobs/{file.relative_to(JOBS)}" for kind in kinds for file in JOBS.rglob(kind)}


def test_it_installs_and_imports_on_python_3_12_far_from_the_repository(python: Path, tmp_path: Path) -> None:
    done = _run(str(python), "-c", _IMPORT_ALL, folder=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    place, modules, datasets, tables = json.loads(done.stdout)
    assert "site-packages" in place
    assert modules == sum(1 for file in JOBS.rglob("*.py") if file != JOBS / "__init__.py")
    assert datasets == len(list((JOBS / "contracts" / "datasets").glob("*.yaml")))
    assert tables > 40


def test_its_command_is_there_under_the_name_that_databricks_is_told(python: Path, tmp_path: Path) -> None:
    helped = _run(str(python.parent / "tillstream-job"), "--help", folder=tmp_path)
    assert "--request" in helped.stdout, helped.stderr[-2000:]
    code = "from importlib.metadata import distribution; print(*distribution('tillstream-jobs').entry_points)"
    told = _run(str(python), "-c", code, folder=tmp_path).stdout
    assert "name='tillstream-job', value='jobs.entry:main'" in told


def test_both_distributions_are_of_one_version_and_ask_for_the_same_packages() -> None:
    jobs, app = project(JOBS / "pyproject.toml"), project(REPOSITORY / "pyproject.toml")
    assert jobs["version"] == app["version"]
    names = [_name(each) for each in (*_listed(jobs), *_listed(jobs, "embedded"), *_listed(jobs, "spark"))]
    assert set(names) <= {_name(each) for each in _listed(app)}
    pinned = {each for each in _listed(jobs, "embedded") if "==" in each}
    assert pinned <= set(_listed(app))


def _candidates() -> Iterator[str]:
    if on_path := shutil.which("python3.12"):
        yield on_path
    yield from map(str, Path.home().glob(".pyenv/versions/3.12*/bin/python3.12"))


def _listed(told: dict[str, object], extra: str = "") -> list[str]:
    listed = told["optional-dependencies"][extra] if extra else told["dependencies"]  # type: ignore[index]
    return list(listed)  # type: ignore[call-overload]


def _name(requirement: str) -> str:
    return requirement.replace("[", ">").replace("=", ">").partition(">")[0]


def _run(*command: str, folder: Path = REPOSITORY) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "UV_SYSTEM_CERTS": "true"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
