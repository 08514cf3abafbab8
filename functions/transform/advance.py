"""The one step that moves runs on: settle what has ended, start again what was lost, start what waits.

Every trigger that could have changed anything calls it, as often as it likes: it looks at what is, never at what it
was told, and can die between any two of its writes.
"""

import structlog

from functions.clock import utc_now
from functions.ledger.runs import RunEntry, RunStatus
from functions.transform.desk import Desk
from functions.transform.gather import NextRun, next_run
from functions.transform.hand_over import hand_over, hand_over_again, look_again, may_still_appear
from functions.transform.outcome import outcome_of
from functions.transform.runner import RunState
from functions.transform.standing import standing_of
from functions.transform.waits import waits
from jobs.contracts.errors import LedgerConflict, RunnerUnavailable
from jobs.contracts.manifest import ManifestLine, from_jsonl, to_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE

log = structlog.get_logger()

# A manifest line is some 500 bytes: this is half a million files in one run.
_MANIFEST_AT_MOST = 256 * 1024**2


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


def look(desk: Desk) -> None:
    """Move runs on, for a message that says only that it is time to look.

    Raises as advance does, but for a runner that does not answer and will be asked again by the next such message.
    """
    try:
        advance(desk)
    except RunnerUnavailable as error:
        if desk.looks is None:
            raise
        log.warning("runner_unavailable", where=error.where, found=error.found)


def start_next(desk: Desk) -> None:
    """Start what waits, unless a run is active: its end will. Cheap enough to be done for every file that lands.

    Raises as advance does.
    """
    # Where another gatherer was faster its run's end starts what is left.
    while (turn := desk.runs.turn()) is not None:
        upcoming = next_run(desk.pending, desk.runs, utc_now())
        if upcoming is None or _started(desk, upcoming, turn):
            return


def _moved_on(desk: Desk, run_id: str, told: RunFinished | None) -> bool:
    """True where the active run has ended and is settled."""
    active = desk.runs.get(run_id)
    if active is None:
        raise _lost(run_id)
    if told and told.attempt not in (0, active.attempts):
        told = None  # told once more of a try that another has followed
    if told is None:
        active = look_again(desk, active)
        told = outcome_of(desk.blobs, run_id, active.attempts)
    state = RunState(told.state) if told else desk.runner.state(run_id, active.attempts)
    if state is RunState.UNKNOWN and active.taken < active.attempts:
        if not may_still_appear(desk, active):
            hand_over_again(desk, active, active.attempts)
        return False
    if state is RunState.RUNNING or (state is RunState.UNKNOWN and may_still_appear(desk, active)):
        return False
    if state is RunState.SUCCEEDED:
        _settle(desk, active, told)
        return True
    error = told.error if told else f"the runner calls the run {state}"
    if state is RunState.CANCELLED or active.attempts >= desk.run_attempts:
        # What a person has stopped is not started again behind their back.
        _give_up(desk, active, error, told.code if told else f"run-{state}")
        return True
    log.warning("run_started_again", run_id=active.run_id, attempt=active.attempts + 1, state=state.value)
    hand_over_again(desk, active, active.attempts + 1)
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
    standing = standing_of(desk.blobs, active.run_id) if lines else {}
    desk.pending.settle(lines, active.run_id, now, standing, lambda: desk.runs.active_id() == active.run_id)
    seconds = told.seconds if told else {}
    if desk.runs.finish(active.run_id, RunStatus.SUCCEEDED, now, "", seconds):
        log.info("run_succeeded", run_id=active.run_id, files=active.files, seconds=seconds)
        log.info("files_in_gold", run_id=active.run_id, drop_to_gold_seconds=waits(lines, now))


def _give_up(desk: Desk, active: RunEntry, error: str, code: str) -> None:
    """Hold the run's files back, so that the next run is not stopped by them too."""
    desk.pending.hold(_lines(desk, active), active.run_id)
    if desk.runs.finish(active.run_id, RunStatus.FAILED, utc_now(), error, {}):
        tries = active.attempts
        log.error("run_failed", run_id=active.run_id, files=active.files, attempts=tries, error=error, code=code)


def _started(desk: Desk, upcoming: NextRun, turn: int) -> bool:
    """Write the manifest, take the lock, start: in this order, so that a run that is known can be run.

    False where runs have begun or ended since: what was gathered then may not be what waits now.
    """
    if upcoming.request.manifest:
        desk.blobs.write_new(BRONZE, upcoming.request.manifest, to_jsonl(upcoming.lines))
    if not desk.runs.claim(upcoming.request, len(upcoming.lines), utc_now(), turn, upcoming.waiting):
        return False
    log.info("run_started", run_id=upcoming.request.run_id, files=len(upcoming.lines))
    if claimed := desk.runs.get(upcoming.request.run_id):
        hand_over(desk, claimed)
    return True


def _lines(desk: Desk, run: RunEntry) -> list[ManifestLine]:
    request = RunRequest.from_json(run.request)
    if not request.manifest:
        return []
    return from_jsonl(desk.blobs.read(BRONZE, request.manifest, at_most=_MANIFEST_AT_MOST))
