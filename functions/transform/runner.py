"""The port to whatever runs the jobs: a warm process on a laptop, a container or a cluster in Azure."""

from enum import StrEnum
from typing import Protocol

from jobs.contracts.messages import RunRequest


class RunState(StrEnum):
    """What a runner knows of a run; UNKNOWN means that it has never heard of it, or has forgotten."""

    UNKNOWN = "unknown"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Runner(Protocol):
    """Starts job runs and says what became of them."""

    def start(self, request: RunRequest) -> None:
        """Hand over a run and return at once; a run that is asked for twice starts once.

        Raises RunnerUnavailable where the runner does not take it.
        """

    def state(self, run_id: str) -> RunState:
        """What became of the run. Raises RunnerUnavailable where the runner does not answer."""
