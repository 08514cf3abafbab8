"""Stops a stack: the host first, so that nothing new begins, and Azurite last, so that nothing written is lost."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from till.settings import StackSettings
from till.stack.lock import stack_lock
from till.stack.processes import Stopped, stop
from till.stack.state import PROCESSES, read_stack

# Over and above the time that a process takes for what it is doing.
_MARGIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How one process of the stack ended; `outcome` is 'stopped', 'killed' or 'was not running'."""

    name: str
    pid: int | None
    outcome: Stopped
    seconds: float


def down(settings: StackSettings, progress: Callable[[str], None]) -> list[Ended]:
    """Stop the stack in settings.home, one entry per process in the order of stopping; none where there is no stack.

    Its data, logs and ports stay. Raises StackBusy where another command holds the stack.
    """
    with stack_lock(settings.home, settings.start_seconds):
        stack = read_stack(settings.home)
        if stack is None:
            return []
        ended: list[Ended] = []
        for name in reversed(PROCESSES):
            process = stack.processes.get(name)
            if stack.is_running(name):
                progress(f"stopping {name}")
            began = time.monotonic()
            outcome = stop(process, settings.drain_seconds + _MARGIN_SECONDS)
            ended.append(Ended(name, process.pid if process else None, outcome, time.monotonic() - began))
            stack = stack.with_process(name, None)
            stack.save()
        return ended
