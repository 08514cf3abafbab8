"""Follows runs until they have ended."""

import time
from datetime import datetime

from functions.ledger.runs import RunEntry, RunStatus
from jobs.contracts.errors import RunFailed, StillUnderWay
from till.operator import Operator
from till.progress import Progress

SECONDS_BETWEEN_LOOKS = 0.1


def follow_run(
    operator: Operator, asked_as: str, asked_at: datetime, shown: Progress, *, patience_seconds: float
) -> RunEntry:
    """Wait until the run that was asked for by that name has ended well.

    Raises RunFailed with its error, or StillUnderWay.
    """
    give_up = time.monotonic() + patience_seconds
    while time.monotonic() < give_up:
        mine = [run for run in operator.runs.all() if run.asked_as == asked_as and run.started_at >= asked_at]
        if mine and mine[-1].status == RunStatus.SUCCEEDED:
            return mine[-1]
        if mine and mine[-1].status == RunStatus.FAILED:
            raise RunFailed(
                "The run gave up.",
                where=mine[-1].run_id,
                found=mine[-1].error,
                expected="a run that builds its tables",
                next_step="mend the cause and ask again",
            )
        shown.stage(f"attempt {mine[-1].attempts}" if mine else "waiting for its turn")
        shown.advance(0)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    raise _still_under_way(patience_seconds)


def follow_idle(operator: Operator, shown: Progress, *, patience_seconds: float) -> None:
    """Wait until no run is active and nothing waits for one. Raises StillUnderWay."""
    give_up = time.monotonic() + patience_seconds
    while time.monotonic() < give_up:
        waiting = len(operator.pending.lines())
        if not waiting and not operator.runs.waiting() and operator.runs.active() is None:
            return
        shown.stage(f"{waiting} files wait")
        shown.advance(0)
        time.sleep(SECONDS_BETWEEN_LOOKS)
    raise _still_under_way(patience_seconds)


def _still_under_way(seconds: float) -> StillUnderWay:
    return StillUnderWay(
        f"The run has not ended after {seconds:.0f} s; it goes on by itself.",
        expected="an ended run",
        next_step="till status shows whether every part runs",
    )
