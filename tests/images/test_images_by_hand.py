"""The images' install steps run as the shell files that they are, into empty folders, and what they gave is started.

No engine for containers is at hand here: the layers under them, and the walls around them, are not run.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import gettempdir

import pytest

from pipelines.artifact.function_package import PACKAGES
from pipelines.artifact.index_package import _INDEX, command
from tests.conftest import Azurite
from tests.images.recipes import DOCKERFILES, Recipe, compose
from till.settings import REPOSITORY
from till.stack.environment import azurite_environment
from till.stack.ports import free_ports, is_answered

FUNCTIONS, JOBS, EMULATOR = (Recipe.read(file) for file in DOCKERFILES)
SERVICES = compose()["services"]
SECONDS = 120
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def installed(recipe: Recipe, folder: Path) -> Path:
    """What the image holds above its base, in a folder."""
    done = subprocess.run(["/bin/bash", recipe.install_script, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def outside(**told: str) -> dict[str, str]:
    """An environment that knows nothing of this checkout."""
    return {"PATH": "/usr/bin:/bin", "HOME": gettempdir(), "RUST_LOG": "warn", **told}


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(JOBS, tmp_path_factory.mktemp("jobs") / "opt" / "tillstream")


def test_the_functions_image_indexes_every_function(tmp_path: Path) -> None:
    app = installed(FUNCTIONS, tmp_path / "home" / "site" / "wwwroot")
    assert (app / PACKAGES / "azure" / "functions").is_dir()
    platform = app.parent / "platform"
    platform.mkdir()
    for name in ("azure_functions_runtime", "cronsim"):
        (platform / name).symlink_to(next((REPOSITORY / ".venv" / "lib").glob(f"python3*/site-packages/{name}")))
    (platform / "till").symlink_to(REPOSITORY / "till")
    program = command(app, _INDEX, str(app))
    told = {name: SERVICES["functions"]["environment"][name] for name in ("LAKE", "AzureWebJobsStorage")}
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=outside(**told), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {"land_file", "start_transform", "finish_transform"} <= set(done.stdout.split())


def test_one_run_in_a_process_of_its_own(jobs: Path, tmp_path: Path) -> None:
    request = json.dumps({"run_id": "by-hand", "kind": "upkeep"})
    lake = f"file://{tmp_path}/{{file_system}}"
    arguments = ["--engine", "embedded", "--lake", lake, "--request", request]
    done = subprocess.run(
        [jobs / "bin" / "tillstream-job", *arguments], capture_output=True, text=True, env=outside(), cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    (outcome,) = [file for file in (tmp_path / "bronze").rglob("*") if "by-hand" in str(file) and file.is_file()]
    assert '"state":"succeeded"' in outcome.read_text(encoding="utf-8")
    assert not list((jobs / "venv").glob("lib/python3*/site-packages/pyspark/jars"))


@pytest.fixture
def warm(jobs: Path, azurite: Azurite, tmp_path: Path) -> Iterator[int]:
    """The warm process as compose starts it, after what compose starts before it."""
    # By name and not by address, as one container reaches another: an emulator takes other paths for these.
    storage = dict.fromkeys(("LAKE", "AzureWebJobsStorage"), azurite.connection)
    environment = {**storage, **azurite_environment(azurite.ports.blob)}
    told = outside(**{name: value.replace("127.0.0.1", "localhost") for name, value in environment.items()})
    token = tmp_path / "token"
    started = [each.replace("/run/tillstream/token", str(token)) for each in SERVICES["prepare"]["command"]]
    subprocess.run([jobs / "bin" / started[0], *started[1:]], check=True, env=told, cwd=tmp_path)
    assert token.stat().st_mode & 0o777 == 0o600
    (port,) = free_ports(1)
    started = [each.replace("/run/tillstream/token", str(token)) for each in SERVICES["jobs"]["command"]]
    started = [each.replace("--port=7077", f"--port={port}") for each in started]
    with subprocess.Popen([jobs / "bin" / started[0], *started[1:]], env=told, cwd=tmp_path) as process:
        end = time.monotonic() + SECONDS
        while not is_answered(port):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        yield port
        process.terminate()


def test_the_warm_process_is_healthy_and_answers_queries(warm: int, jobs: Path, tmp_path: Path) -> None:
    told = {"/run/tillstream/token": str(tmp_path / "token"), "--port=7077": f"--port={warm}"}
    _, program, *arguments = SERVICES["jobs"]["healthcheck"]["test"]
    for before, after in told.items():
        arguments = [each.replace(before, after) for each in arguments]
    assert subprocess.run([jobs / "bin" / program, *arguments], env=outside(), check=False).returncode == 0
    (tmp_path / "other").write_text("not the token", encoding="ascii")
    wrong = [each.replace(str(tmp_path / "token"), str(tmp_path / "other")) for each in arguments]
    assert subprocess.run([jobs / "bin" / program, *wrong], env=outside(), check=False).returncode == 1
    connection = HTTPConnection("127.0.0.1", warm, timeout=60)
    headers = {"Authorization": f"Bearer {(tmp_path / 'token').read_text().strip()}"}
    connection.request("POST", "/sql", json.dumps({"query": "select 1 + 1 as two"}), headers)
    assert json.loads(connection.getresponse().read())["rows"] == [[2]]
    connection.request("POST", "/runs", json.dumps({"run_id": "by-hand", "kind": "upkeep"}), headers)
    assert connection.getresponse().read()
    end = time.monotonic() + SECONDS
    while (state := asked(connection, "/runs/by-hand", headers)["state"]) == "running":
        assert time.monotonic() < end
        time.sleep(0.1)
    assert state == "succeeded"


def asked(connection: HTTPConnection, path: str, headers: dict[str, str]) -> dict[str, str]:
    connection.request("GET", path, headers=headers)
    answer: dict[str, str] = json.loads(connection.getresponse().read())
    return answer


def test_the_emulator_starts_as_its_image_starts_it(tmp_path: Path) -> None:
    folder = installed(EMULATOR, tmp_path / "opt" / "azurite")
    ports = free_ports(3)
    program, script, *arguments = [each.replace("/opt/azurite", str(folder)) for each in EMULATOR.command]
    arguments = [each.replace("0.0.0.0", "127.0.0.1").replace("/data", str(tmp_path / "data")) for each in arguments]  # noqa: S104
    arguments += [f"--{name}Port={port}" for name, port in zip(("blob", "queue", "table"), ports, strict=True)]
    told = outside(PATH=os.environ["PATH"])
    with subprocess.Popen([program, script, *arguments], env=told, cwd=tmp_path) as process:
        end = time.monotonic() + SECONDS
        while not all(map(is_answered, ports)):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        process.terminate()
