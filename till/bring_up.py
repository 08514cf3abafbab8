"""Starts the stack and has it look at once for what was left undone when it was last stopped or killed."""

from collections.abc import Callable

from functions.adapters.clients import queue_service
from functions.adapters.queues import Queues
from jobs.contracts.messages import FileLanded
from till.settings import StackSettings
from till.stack.up import Up, up


def bring_up(settings: StackSettings, progress: Callable[[str], None]) -> Up:
    """Start what is missing of the stack; a run that a killed process has left behind is started again."""
    outcome = up(settings, progress)
    if outcome.started:
        Queues(queue_service(outcome.stack.connection)).request_transform(FileLanded())
    return outcome
