"""Asks for a month's incentive: it waits by its month, so that asking twice computes once."""

from datetime import datetime, timedelta

from functions.clock import utc_now
from functions.ledger.runs import Runs
from jobs.contracts.messages import RunRequest


def closed_month(now: datetime) -> str:
    """The month before the one that now lies in, 'yyyy-MM'."""
    last_day = now.replace(day=1) - timedelta(days=1)
    return f"{last_day:%Y-%m}"


def name_of(month: str) -> str:
    """The name by which a month's incentive waits for its turn."""
    return f"incentive-{month}"


def ask_for_month(runs: Runs, month: str) -> None:
    """Put the month ('yyyy-MM') on the waiting list."""
    runs.ask(name_of(month), RunRequest("", "incentive", month=month), utc_now())
