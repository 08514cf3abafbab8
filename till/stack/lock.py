"""Keeps two commands from starting or stopping the same stack at once."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from till.stack.errors import StackBusy


@contextmanager
def stack_lock(home: Path, seconds: float) -> Iterator[None]:
    """Hold the folder's lock; it is the system's, so it goes with the process. Raises StackBusy after so long."""
    home.mkdir(parents=True, exist_ok=True)
    limit = time.monotonic() + seconds
    with (home / "lock").open("w", encoding="ascii") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > limit:
                    raise StackBusy(
                        "Another command is starting or stopping this stack.",
                        where=str(home),
                        found=f"its lock is held for longer than {seconds:.0f} s",
                        next_step="wait for it, or see who it is with: till status",
                    ) from error
                time.sleep(0.1)
        yield
