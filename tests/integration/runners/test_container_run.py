"""A dropped file to gold by way of the container runner: the service is the test's, what it runs is the real job."""

import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from deltalake import DeltaTable

from functions.adapters.container_runner import ContainerRunner
from functions.adapters.service import Service
from functions.ledger.entries import FileEntry
from functions.ledger.runs import Runs, RunStatus
from functions.transform.advance import look, start_next
from functions.transform.desk import Desk, Looks
from tests.conftest import Azurite
from tests.integration.desk import HEADER, dropped, landing_desk, sale
from tests.unit.runners.container_apps import JOB, ContainerApps
from tests.unit.runners.http_api import Answered, Asked, serving
from till.stack.environment import LAKE_ROOT, azurite_environment

_SECONDS = 200


@dataclass
class RunningContainers(ContainerApps):
    """Executions that are processes; the service says that they run long after they have ended, as it may."""

    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def answer(self, asked: Asked) -> Answered:
        status, body = super().answer(asked)
        if asked.method == "POST":
            arguments = asked.body["containers"][0]["args"]
            told = [LAKE_ROOT if each.startswith("abfss://") else each for each in arguments]
            command = [sys.executable, "-m", "jobs.entry", *told]
            self.processes.append(subprocess.Popen(command))
        return status, body


def test_a_dropped_file_is_in_gold_and_the_ledger_knows_how_long_each_stage_took(
    own_azurite: Azurite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in azurite_environment(own_azurite.ports.blob).items():
        monkeypatch.setenv(name, value)  # for the processes of the runs, and to read gold
    containers = RunningContainers()
    landing = landing_desk(own_azurite)
    content = HEADER + sale("3.00") + sale("4.50", date="2026-03-02")
    entry = dropped(landing, content.encode(), "pos_sales/standard/a.csv")
    with serving(containers.answer) as api:
        runner = ContainerRunner(Service(api.url, lambda: "token"), JOB)
        desk = Desk(landing.blobs, landing.pending, Runs(landing.rows), runner, 3)
        desk = replace(desk, looks=Looks(landing.queues, timedelta(seconds=1)))
        start_next(desk)
        _settled(desk)
    (run,) = desk.runs.all()
    assert run.status == RunStatus.SUCCEEDED
    assert run.seconds is not None
    assert set(run.seconds) == {"manifest", "silver", "gold"}
    known = FileEntry.of(landing.rows.get("pos_sales", f"version:{entry.version}"))
    assert known is not None
    assert (known.state, known.run_id) == ("transformed", run.run_id)
    assert _net_sales() == ["7.50"]
    assert len(containers.processes) == 1


def _settled(desk: Desk) -> None:
    end = time.monotonic() + _SECONDS
    while desk.runs.active():
        assert time.monotonic() < end, "the run does not end"
        look(desk)
        time.sleep(0.2)


def _net_sales() -> list[str]:
    table = DeltaTable("abfs://gold@devstoreaccount1.dfs.core.windows.net/store_performance")
    return [str(value) for value in table.to_pyarrow_table().column("net_sales").to_pylist()]
