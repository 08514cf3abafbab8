"""Hands tries of a run to the runner, so that each is started by one caller, and sees to it that somebody looks again.

An attempt that the runner never said it has taken is handed over again under its own number, and does not count.
"""

from dataclasses import replace

import structlog

from functions.clock import utc_now
from functions.ledger.runs import RunEntry
from functions.transform.desk import Desk
from jobs.contracts.messages import FileLanded, RunRequest

log = structlog.get_logger()


def hand_over(desk: Desk, run: RunEntry) -> None:
    """Start the run's present attempt. Raises RunnerUnavailable where the runner does not say that it has taken it."""
    look_again(desk, run)
    desk.runner.start(replace(RunRequest.from_json(run.request), attempt=run.attempts))
    desk.runs.taken(run.run_id, run.attempts)


def hand_over_again(desk: Desk, run: RunEntry, attempt: int) -> None:
    """Start that attempt, unless another has just decided the same. Raises RunnerUnavailable as hand_over does."""
    changed = replace(run, attempts=attempt, asked_at=utc_now())
    if desk.runs.change(run, changed):
        hand_over(desk, changed)


def may_still_appear(desk: Desk, run: RunEntry) -> bool:
    """Whether the runner was asked so lately that it may know of the attempt and not list it yet."""
    return run.asked_at is not None and utc_now() < run.asked_at + desk.appears_within


def look_again(desk: Desk, run: RunEntry) -> RunEntry:
    """Have the run looked at in a while, where its runner does not tell of its end; the run as it then stands.

    The ledger says when, so that one message at a time is on its way; one that was lost is followed by another as
    soon as anybody passes by.
    """
    now = utc_now()
    if desk.looks is None or (run.look_at and run.look_at > now):
        return run
    changed = replace(run, look_at=now + desk.looks.every)
    if not desk.runs.change(run, changed):
        return desk.runs.get(run.run_id) or run
    desk.looks.requests.request_transform(FileLanded(), after=desk.looks.every)
    return changed
