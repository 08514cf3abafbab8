"""What runs of a stack just now."""

from dataclasses import dataclass

import psutil

from functions.clock import utc_now
from till.settings import StackSettings
from till.stack.health import is_healthy
from till.stack.processes import running
from till.stack.state import AZURITE, PROCESSES, WARM, Stack, read_stack

UP, UNHEALTHY, DOWN = "up", "not answering", "down"


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """One process: state is 'up', 'not answering' or 'down'; memory is what it and its children hold, in MB."""

    name: str
    state: str
    pid: int | None
    ports: tuple[int, ...]
    uptime_seconds: float | None
    memory_mb: float | None


def status(settings: StackSettings) -> list[ProcessStatus]:
    """One entry per process of the stack in settings.home, in the order of starting."""
    stack = read_stack(settings.home)
    return [_status(name, stack) for name in PROCESSES]


def _status(name: str, stack: Stack | None) -> ProcessStatus:
    process = running(stack.processes.get(name)) if stack else None
    if stack is None or process is None:
        return ProcessStatus(name, DOWN, None, (), None, None)
    ports = {
        AZURITE: (stack.ports.blob, stack.ports.queue, stack.ports.table),
        WARM: (stack.warm_port,),
    }
    state = UP if is_healthy(name, stack) else UNHEALTHY
    try:
        uptime, memory = utc_now().timestamp() - process.create_time(), _memory(process)
    except psutil.NoSuchProcess:
        return ProcessStatus(name, DOWN, None, (), None, None)
    return ProcessStatus(name, state, process.pid, ports.get(name, ()), uptime, memory)


def _memory(process: psutil.Process) -> float:
    total = 0
    for each in (process, *process.children(recursive=True)):
        try:
            total += each.memory_info().rss
        except psutil.Error:
            continue
    return total / 1024**2
