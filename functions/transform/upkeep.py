"""Asks for the upkeep of the tables: it waits by one name, so that asking twice does it once."""

from functions.clock import utc_now
from functions.ledger.runs import Runs
from jobs.contracts.messages import RunRequest

UPKEEP = "upkeep"


def ask_for_upkeep(runs: Runs) -> None:
    """Put the upkeep on the waiting list."""
    runs.ask(UPKEEP, RunRequest("", "upkeep"), utc_now())
