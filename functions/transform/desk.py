"""What the step that moves runs on works with."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from functions.adapters.blobs import BlobStore
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.transform.runner import Runner
from jobs.contracts.messages import FileLanded


class Requests(Protocol):
    """The queue that asks for a look at runs."""

    def request_transform(self, message: FileLanded, after: timedelta = timedelta()) -> None:
        """Say that something waits; the message is seen when that time has passed."""


@dataclass(frozen=True, slots=True)
class Looks:
    """How a run is looked at whose runner does not tell of its end."""

    requests: Requests
    every: timedelta


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts.

    looks            None where the runner tells of ends by itself
    appears_within   how long a runner may take to list a run that it was asked for
    """

    blobs: BlobStore
    pending: Pending
    runs: Runs
    runner: Runner
    run_attempts: int
    looks: Looks | None = None
    appears_within: timedelta = timedelta()
