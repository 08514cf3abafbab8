"""Starts detached processes, knows its own again, and stops them.

A pid alone says little, since the system gives it out again: a process is ours only if its start time matches too.
"""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil

# Start times are told in clock ticks and shift a little when the clock is set.
_SAME_START_SECONDS = 1.0
_TAIL_BYTES = 4000


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process of ours; started_at is seconds since 1970."""

    pid: int
    started_at: float


class Stopped(StrEnum):
    """How a process came to its end."""

    BY_ITSELF = "was not running"
    IN_ORDER = "stopped"
    KILLED = "killed"


def spawn(command: Sequence[str], *, log: Path, environment: Mapping[str, str], folder: Path) -> ProcessId:
    """Start a process that outlives this one, in a session of its own, with its output at the end of a log."""
    with log.open("ab") as output:
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )
    try:
        started_at = psutil.Process(started.pid).create_time()
    except psutil.NoSuchProcess:
        started_at = 0.0
    return ProcessId(started.pid, started_at)


def running(process: ProcessId | None) -> psutil.Process | None:
    """The process, if it is running and ours."""
    if process is None:
        return None
    try:
        found = psutil.Process(process.pid)
        ours = abs(found.create_time() - process.started_at) < _SAME_START_SECONDS
        return found if ours and found.status() != psutil.STATUS_ZOMBIE else None
    except psutil.Error:
        return None


def stop(process: ProcessId | None, seconds: float) -> Stopped:
    """Ask the process to end, wait so long at most, then end it."""
    found = running(process)
    if process is None or found is None:
        return Stopped.BY_ITSELF
    found.terminate()
    limit = time.monotonic() + seconds
    while running(process):
        if time.monotonic() > limit:
            found.kill()
            return Stopped.KILLED
        time.sleep(0.05)
    return Stopped.IN_ORDER


def tail(log: Path) -> str:
    """The last lines of a log, for an error message."""
    try:
        text = log.read_bytes()[-_TAIL_BYTES:].decode("utf-8", errors="replace")
    except OSError:
        return "(no log)"
    return "\n".join(text.splitlines()[-12:]) or "(the log is empty)"
