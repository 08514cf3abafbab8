"""The port to whatever runs the jobs: a warm process on a laptop, a container or a cluster in Azure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from jobs.contracts.errors import RunnerUnavailable
from jobs.contracts.messages import RunRequest


class RunState(StrEnum):
    """What a runner knows of a try of a run.

    UNKNOWN means that it has never heard of it, or has forgotten; RUNNING also that it waits for its turn; CANCELLED
    that a person stopped it; TIMED_OUT that the runner did, because it took too long.
    """

    UNKNOWN = "unknown"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed-out"


class Runner(Protocol):
    """Starts job runs and says what became of them."""

    def start(self, request: RunRequest) -> None:
        """Hand over a try of a run and return at once; a try that is asked for twice starts once.

        Raises RunnerUnavailable where the runner does not take it, or does not say whether it has.
        """

    def state(self, run_id: str, attempt: int) -> RunState:
        """What became of that try of the run. Raises RunnerUnavailable where the runner does not answer."""


def known_state(states: Mapping[str, RunState], word: str, where: str) -> RunState:
    """The state that a service means by its word. Raises RunnerUnavailable for one that it does not document."""
    if word not in states:
        raise RunnerUnavailable(
            "The runner calls a run something that it does not document.",
            where=where,
            found=word,
            expected="one of " + ", ".join(states),
            next_step="see what the service means by it, and add it to the adapter",
        )
    return states[word]


def state_of_tries(states: Sequence[RunState]) -> RunState:
    """The state of a try that a runner knows under these; it is running as long as one of them is."""
    ordered = (RunState.RUNNING, RunState.SUCCEEDED, *states, RunState.UNKNOWN)
    return next(state for state in ordered if state in states or state is RunState.UNKNOWN)
