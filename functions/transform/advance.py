"""The one step that moves runs on: settle what has ended, start again what was lost, start what waits.

Every trigger that could have changed anything calls it, as often as it likes: it looks at what is, never at what it
was told, and can die between any two of its writes.
"""

from dataclasses import dataclass

import structlog

from functions.adapters.blobs import BlobStore
from functions.clock import utc_now
from functions.ledger.pending import Pending
from functions.ledger.runs import RunEntry, Runs, RunStatus
from functions.transform.gather import NextRun, next_run
from functions.transform.runner import Runner, RunState
from functions.transform.standing import standing_of
from jobs.contracts.errors import LedgerConflict
from jobs.contracts.manifest import ManifestLine, from_jsonl, to_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE

log = structlog.get_logger()

# A manifest line is some 500 bytes: this is half a million files in one run.
_MANIFEST_AT_MOST = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Desk:
    """What the step works with."""

    blobs: BlobStore
    pending: Pending
    runs: Runs
    runner: Runner
    run_attempts: int


def advance(desk: Desk, finished: RunFinished | None = None) -> None:
    """Move runs on as far as they go; `finished` is a runner's own word on how its run ended.

    The active run is looked at, settled, or started again where it was lost; then what waits is started.
    Raises RunnerUnavailable or StorageUnavailable where a part does not answer; the caller's trigger tries again.
    """
    while run_id := desk.runs.active_id():
        told = finished if finished and finished.run_id == run_id else None
        if not _moved_on(desk, run_id, told):
            return
    start_next(desk)


def start_next(desk: Desk) -> None:
    """Start what waits, unless a run is active: its end will. Cheap enough to be done for every file that lands.

    Raises as advance does.
    """
    if desk.runs.active_id():
        return
    while upcoming := next_run(desk.pending, desk.runs, utc_now()):
        if _started(desk, upcoming):
            return
        if desk.runs.active_id():
            return  # another gatherer was faster, and its run's end starts what is left


def _moved_on(desk: Desk, run_id: str, told: RunFinished | None) -> bool:
    """True where the active run has ended and is settled."""
    state = RunState(told.state) if told else desk.runner.state(run_id)
    if state == RunState.RUNNING:
        return False
    active = desk.runs.get(run_id)
    if active is None:
        raise _lost(run_id)
    if state == RunState.SUCCEEDED:
        _settle(desk, active, told)
        return True
    error = told.error if told else f"the runner calls the run {state}"
    if active.attempts >= desk.run_attempts:
        _give_up(desk, active, error)
        return True
    log.warning("run_started_again", run_id=active.run_id, attempt=active.attempts + 1, state=state.value)
    desk.runs.tried_again(active.run_id)
    desk.runner.start(RunRequest.from_json(active.request))
    return False


def _lost(run_id: str) -> LedgerConflict:
    return LedgerConflict(
        "The ledger's lock names a run that the ledger does not hold.",
        where="ledger/runs",
        found=run_id,
        expected="a run of that id: both are written in one transaction",
        next_step="look who else writes to the ledger's table",
    )


def _settle(desk: Desk, active: RunEntry, told: RunFinished | None) -> None:
    """Silver and gold hold the run: say so for each file, then for the run."""
    now = utc_now()
    lines = _lines(desk, active)
    desk.pending.settle(lines, active.run_id, now, standing_of(desk.blobs, active.run_id) if lines else {})
    seconds = told.seconds if told else {}
    if desk.runs.finish(active.run_id, RunStatus.SUCCEEDED, now, "", seconds):
        log.info("run_succeeded", run_id=active.run_id, files=active.files, seconds=seconds)


def _give_up(desk: Desk, active: RunEntry, error: str) -> None:
    """Hold the run's files back, so that the next run is not stopped by them too."""
    desk.pending.hold(_lines(desk, active), active.run_id)
    if desk.runs.finish(active.run_id, RunStatus.FAILED, utc_now(), error, {}):
        log.error("run_failed", run_id=active.run_id, files=active.files, attempts=active.attempts, error=error)


def _started(desk: Desk, upcoming: NextRun) -> bool:
    """Write the manifest, take the lock, start: in this order, so that a run that is known can be run."""
    if upcoming.request.manifest:
        desk.blobs.write_new(BRONZE, upcoming.request.manifest, to_jsonl(upcoming.lines))
    if not desk.runs.claim(upcoming.request, len(upcoming.lines), utc_now(), upcoming.waiting):
        return False
    log.info("run_started", run_id=upcoming.request.run_id, files=len(upcoming.lines))
    desk.runner.start(upcoming.request)
    return True


def _lines(desk: Desk, run: RunEntry) -> list[ManifestLine]:
    request = RunRequest.from_json(run.request)
    if not request.manifest:
        return []
    return from_jsonl(desk.blobs.read(BRONZE, request.manifest, at_most=_MANIFEST_AT_MOST))
