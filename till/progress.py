"""How far something is that takes longer than a second: a bar on a terminal, else a plain line every few seconds.

Always on stderr, so that data on stdout can be piped.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from jobs.contracts.paths import printable

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

SECONDS_BETWEEN_LINES = 3.0


class Progress(Protocol):
    """What a long task reports to."""

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done; while waiting, call it with 0 so that the line or bar shows life."""

    def stage(self, text: str) -> None:
        """What is being done now."""


@contextmanager
def progress(
    what: str, total: int | None = None, *, stopwatch: Callable[[], float] = time.monotonic
) -> Iterator[Progress]:
    """Show the progress of `what` over `total` steps (None where that is not known) for as long as the block runs."""
    if not sys.stderr.isatty():
        yield _Lines(what, total, stopwatch)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    text = TextColumn("{task.description}", markup=False)
    counted = TextColumn("{task.completed:.0f}") if total is None else MofNCompleteColumn()
    console = Console(stderr=True)
    columns = (SpinnerColumn(), text, BarColumn(), counted, TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        yield _Bar(what, bars.add_task(what, total=total), bars)


class _Lines:
    """Plain lines for logs and pipes: the first at once, then at most one in SECONDS_BETWEEN_LINES."""

    def __init__(self, what: str, total: int | None, stopwatch: Callable[[], float]) -> None:
        self._what, self._total, self._stopwatch = what, total, stopwatch
        self._done, self._stage = 0, ""
        self._write()

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        if self._stopwatch() - self._written_at >= SECONDS_BETWEEN_LINES:
            self._write()

    def stage(self, text: str) -> None:
        text = printable(text)
        is_new = _without_counts(text) != _without_counts(self._stage)
        self._stage = text
        if is_new:  # a stage of which only the counts have moved on can wait
            self._write()
        else:
            self.advance(0)

    def _write(self) -> None:
        of = "" if self._total is None else f" of {self._total}"
        count = f" {self._done}{of}" if self._done or self._total is not None else ""
        stage = f" ({self._stage})" if self._stage else ""
        sys.stderr.write(f"{self._what}:{count or ' ...'}{stage}\n")
        sys.stderr.flush()
        self._written_at = self._stopwatch()


def _without_counts(text: str) -> str:
    return re.sub(r"[0-9]+", "", text)


class _Bar:
    """A bar on a terminal."""

    def __init__(self, what: str, task: "TaskID", bars: "Bars") -> None:
        self._what, self._task, self._bars = what, task, bars

    def advance(self, steps: int = 1) -> None:
        self._bars.advance(self._task, steps)

    def stage(self, text: str) -> None:
        self._bars.update(self._task, description=f"{self._what}: {printable(text)}")
