"""What several kinds of tests share: an Azurite, how many examples a law is tried on, who runs beside whom."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.examples import is_long
from till.stack.azurite import StoragePorts, azurite_command, connection_string
from till.stack.ports import free_ports, is_answered

_START_SECONDS = 30
# What only one worker is to start, however many modules ask for it.
_ONE_FOR_ALL = ("apache", "shared_stack")

# As jobs/engine.py says it: a test module may load the client's library before any engine is opened.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "false")

# A deadline per example measures how busy the machine is.
settings.register_profile("short", deadline=None)
settings.register_profile("long", deadline=None, max_examples=1_000)
settings.load_profile("short")


def pytest_report_header() -> str:
    return f"laws: on {'many' if is_long() else 'few'} examples"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With --dist loadscope, the modules that name one of these parts go to one worker, in their order."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModuleOrPart(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _part_or_module(config.rootpath, nodeid.partition("::")[0])

    return ByModuleOrPart(config, log) if config.getvalue("dist") == "loadscope" else None


@cache
def _part_or_module(root: Path, module: str) -> str:
    text = (root / module).read_text(encoding="utf-8")
    return next((part for part in _ONE_FOR_ALL if re.search(rf"\b{part}\b", text)), module)


@dataclass
class Azurite:
    """A running Azurite with its data in a temporary folder; it can be stopped and started again."""

    folder: Path
    ports: StoragePorts
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def connection(self) -> str:
        return connection_string(self.ports)

    def start(self) -> None:
        with (self.folder / "azurite.log").open("ab") as log:
            command = azurite_command(self.folder / "data", self.ports)
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        limit = time.monotonic() + _START_SECONDS
        while not all(is_answered(port) for port in (self.ports.blob, self.ports.queue, self.ports.table)):
            assert self.process.poll() is None, (self.folder / "azurite.log").read_text()
            assert time.monotonic() < limit, "Azurite does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
        self.process = None


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """One Azurite for the session: tests keep apart by the names of their containers, queues and tables.

    TILLSTREAM_TEST_AZURITE names the blob, queue and table port of one that somebody else has started.
    """
    if ports := os.environ.get("TILLSTREAM_TEST_AZURITE"):
        yield Azurite(tmp_path_factory.mktemp("azurite"), StoragePorts(*map(int, ports.split(","))))
        return
    server = _azurite(tmp_path_factory.mktemp("azurite"))
    yield server
    server.stop()


@pytest.fixture
def own_azurite(tmp_path: Path) -> Iterator[Azurite]:
    """An Azurite for one test, which may stop it and start it again."""
    server = _azurite(tmp_path)
    yield server
    server.stop()


def _azurite(folder: Path) -> Azurite:
    (folder / "data").mkdir()
    server = Azurite(folder, StoragePorts(*free_ports(3)))
    server.start()
    return server
