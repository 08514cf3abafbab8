"""Azurite as the pipeline's service container starts it: with no arguments, told what it needs by its environment.

The image itself is not at hand: the same program is started as the image's own command starts it.
"""

import os
import subprocess
from pathlib import Path

import pytest
import yaml
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobServiceClient

from tests.conftest import Azurite
from tests.pipelines.conftest import run_step
from till.settings import REPOSITORY
from till.stack.azurite import StoragePorts, azurite_command
from till.stack.ports import free_ports, is_answered

PIPELINE = yaml.safe_load((REPOSITORY / "azure-pipelines.yml").read_text(encoding="utf-8"))
(CONTAINER,) = PIPELINE["resources"]["containers"]


@pytest.fixture
def started(tmp_path: Path):
    """Azurite on free ports, as somebody else has started it."""
    processes = []

    def start(**environment: str) -> Azurite:
        ports = StoragePorts(*free_ports(3))
        (tmp_path / "data").mkdir(exist_ok=True)
        # As the image has it: where it listens and keeps its data, and nothing of what else we tell it.
        command = [part for part in azurite_command(tmp_path / "data", ports) if part != "--skipApiVersionCheck"]
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
        processes.append(process)
        while not all(is_answered(port) for port in (ports.blob, ports.queue, ports.table)):
            assert process.poll() is None
        return Azurite(tmp_path, ports)

    yield start
    for process in processes:
        process.terminate()
        process.wait(20)


@pytest.mark.slow
def test_the_storage_tests_pass_against_it(started):
    azurite = started(**CONTAINER["env"])
    ports = f"{azurite.ports.blob},{azurite.ports.queue},{azurite.ports.table}"
    done = run_step("test-service.sh", "tests/integration/ledger/test_standing.py", AZURITE_PORTS=ports)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert " passed" in done.stdout
    service = BlobServiceClient.from_connection_string(azurite.connection)
    service.create_container("seen")
    assert [one.name for one in service.list_containers()] == ["seen"]


def test_without_its_environment_it_refuses_the_sdks(started):
    service = BlobServiceClient.from_connection_string(started().connection, retry_total=0)
    with pytest.raises(HttpResponseError, match="API version"):
        service.create_container("refused")


def test_a_service_that_does_not_answer_fails_the_step():
    (port,) = free_ports(1)
    done = run_step("test-service.sh", "--version", AZURITE_PORTS=port, PATIENCE_SECONDS=1)
    assert done.returncode == 1
    assert f"does not answer on port {port}" in done.stderr


def test_the_container_is_the_azurite_that_the_packages_name():
    locked = (REPOSITORY / "package.json").read_text(encoding="utf-8")
    version = CONTAINER["image"].rpartition(":")[2]
    assert f'"azurite": "{version}"' in locked
    job = (REPOSITORY / "pipelines" / "stages" / "test.yml").read_text(encoding="utf-8")
    assert f"azurite: {CONTAINER['container']}" in job
    mapped = [port.partition(":")[0] for port in CONTAINER["ports"]]
    assert f"AZURITE_PORTS: {','.join(mapped)}" in job
