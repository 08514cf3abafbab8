"""Each remote runner, with the service that it talks to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.adapters.container_runner import ContainerRunner
from functions.adapters.databricks_runner import DatabricksRunner
from functions.adapters.livy_runner import LivyRunner
from functions.adapters.service import Service
from functions.transform.runner import Runner
from tests.unit.runners import container_apps, databricks, livy
from tests.unit.runners.http_api import Api, serving

LAKE = "abfss://{file_system}@lake.dfs.core.windows.net"
MAIN_FILE = "abfss://jobs@lake.dfs.core.windows.net/tillstream_job.py"
CONF = {"spark.executor.instances": "2", "spark.executor.memory": "28g", "spark.sql.shuffle.partitions": "64"}


@dataclass
class Rig:
    """A runner, its service, and how long it was told to wait."""

    runner: Runner
    api: Api
    service: Any  # each speaks as its service does
    waits: list[float] = field(default_factory=list)


@pytest.fixture(params=["container", "databricks", "livy"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from rig_of(request.param)


@pytest.fixture
def container() -> Iterator[Rig]:
    yield from rig_of("container")


@pytest.fixture
def workspace() -> Iterator[Rig]:
    yield from rig_of("databricks")


@pytest.fixture
def pool() -> Iterator[Rig]:
    yield from rig_of("livy")


def rig_of(kind: str) -> Iterator[Rig]:
    spoken = {"container": container_apps.ContainerApps, "databricks": databricks.Databricks, "livy": livy.Livy}[kind]()
    waits: list[float] = []
    with serving(spoken.answer) as api:
        if isinstance(spoken, container_apps.ContainerApps):
            spoken.api = api
        url = api.url + (livy.POOL if kind == "livy" else "")
        service = Service(url, lambda: "token-of-the-app", pause=waits.append, timeout=(2, 0.5))
        runners = {
            "container": lambda: ContainerRunner(service, container_apps.JOB),
            "databricks": lambda: DatabricksRunner(service, databricks.JOB),
            "livy": lambda: LivyRunner(service, MAIN_FILE, LAKE, CONF),
        }
        yield Rig(runners[kind](), api, spoken, waits)
