"""What storage did and never said, on the way of a run: claiming it, settling its files, ending it. An SDK that asks
again meets its own success; the run is started once and its files are entered once all the same."""

from itertools import count

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileEntry, FileState
from functions.ledger.runs import Runs, RunStatus
from functions.transform.advance import advance
from functions.transform.desk import Desk
from jobs.contracts.errors import StorageUnavailable
from tests.conftest import Azurite
from tests.faults.books import drop
from tests.faults.proxy import Fault, Proxy, Rule
from tests.integration.desk import landing_desk
from tests.integration.transform.test_advance import ScriptedRunner

WRITES = r"(/.batch|/manifests/)"
WRITES_OF_A_RUN = 4


def transform_desk(landing: LandingDesk, runner: ScriptedRunner) -> Desk:
    return Desk(landing.blobs, landing.pending, Runs(landing.rows), runner, run_attempts=3)


def advanced(desk: Desk) -> None:
    """Move runs on as a trigger does, which tries again what storage did not answer."""
    try:
        advance(desk)
    except StorageUnavailable:
        advance(desk)


@pytest.mark.parametrize("fault", [Fault.BUSY_BUT_DONE, Fault.ANSWER_LOST])
def test_a_run_is_started_once_and_ended_once(own_azurite: Azurite, quick: None, fault: Fault) -> None:
    direct, runner = landing_desk(own_azurite), ScriptedRunner()
    with Proxy(own_azurite.ports) as proxy:
        desk = transform_desk(landing_desk(Azurite(own_azurite.folder, proxy.ports)), runner)
        for nth in count(1):
            landed = land(direct, drop(direct).path)
            assert landed is not None
            with proxy.rule(Rule(fault, path=WRITES, nth=nth)) as rule:
                advanced(desk)
                assert [runner.state(run.run_id) for run in [desk.runs.active()] if run] == ["running"]
                runner.all_succeed()
                advanced(desk)
            assert_transformed_by_one_run(direct, desk, landed, runs=nth)
            assert len(runner.run_ids) == nth
            if not rule.met:
                break
    assert nth > WRITES_OF_A_RUN, "the test must have met every write"


def assert_transformed_by_one_run(direct: LandingDesk, desk: Desk, landed: FileEntry, *, runs: int) -> None:
    entry = FileEntry.of(direct.rows.get("pos_sales", f"version:{landed.version}"))
    assert entry is not None
    assert entry.state == FileState.TRANSFORMED
    assert entry.run_id == desk.runs.all()[-1].run_id
    assert not direct.pending.is_waiting("pos_sales", landed.content)
    assert desk.runs.active() is None
    assert [run.status for run in desk.runs.all()] == [RunStatus.SUCCEEDED] * runs
