"""Job runs in the ledger: at most one is active, and what waits for its turn is written down before it is started.

In the partition 'runs':
  active:run        the run that is active ('' for none): the lock that keeps one writer per table
  run:<id>          one run: what was asked, how often it was tried, how it ended
  waiting:<name>    work that is asked for by name (a month's incentive, a full rebuild) and has not been started
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from functions.adapters.rows import Row, RowChanged, RowStore
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entry import Entry
from jobs.contracts.messages import RunRequest

RUNS = "runs"
FULL_REBUILD = "full"


class RunStatus(StrEnum):
    """How far a run has come."""

    ACTIVE = "active"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RunEntry(Entry):
    """One job run; request is its RunRequest as JSON, seconds says where the time went, times are UTC.

    asked_as   the name by which it stood on the waiting list, '' for a batch of landed files
    asked_at   when the runner was last asked to start it
    taken      the last of its attempts that the runner said it has taken; 0 for none
    look_at    when somebody will next look what became of it; None where nobody is asked to
    """

    kind: ClassVar[str] = "run"

    run_id: str
    status: str
    request: str
    files: int
    attempts: int
    started_at: datetime
    finished_at: datetime | None = None
    error: str = ""
    seconds: dict[str, float] | None = None
    asked_as: str = ""
    asked_at: datetime | None = None
    taken: int = 0
    look_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActiveEntry(Entry):
    """The lock: the id of the active run, or '', and the number of the last run that was claimed, 0 for none."""

    kind: ClassVar[str] = "active"

    run_id: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class WaitingEntry(Entry):
    """Work asked for by name: request is a RunRequest as JSON, without its run id."""

    kind: ClassVar[str] = "waiting"

    name: str
    request: str
    asked_at: datetime


class Runs:
    """The book of runs."""

    def __init__(self, rows: RowStore) -> None:
        self._rows = rows

    def active_id(self) -> str:
        """The id of the run that is active now, '' for none."""
        return _lock(self._rows.get(RUNS, "active:run")).run_id

    def turn(self) -> int | None:
        """The number of the last run, to be named when one is claimed that is gathered from now on; None beside one."""
        lock = _lock(self._rows.get(RUNS, "active:run"))
        return None if lock.run_id else lock.number

    def active(self) -> RunEntry | None:
        """The run that is active now, or None."""
        run_id = self.active_id()
        return self.get(run_id) if run_id else None

    def get(self, run_id: str) -> RunEntry | None:
        """The run of that id, or None."""
        return RunEntry.of(self._rows.get(RUNS, f"run:{run_id}"))

    def all(self) -> list[RunEntry]:
        """Every run, the oldest first."""
        return [entry for row in self._rows.beginning_with(RUNS, "run:") if (entry := RunEntry.of(row))]

    def claim(self, request: RunRequest, files: int, now: datetime, turn: int, waiting: str = "") -> bool:
        """Make the run the active one, number it and take its name off the waiting list; False for one too late.

        turn   what `turn` said before the run was gathered: it may hold what another run has done in the meantime
        """
        change = Change(View(self._rows, RUNS))
        lock = _lock(change.read("active:run"))
        if lock.run_id or lock.number != turn:
            return False
        # By the clock too, so that numbers go on growing where an older ledger was put back.
        number = max(lock.number + 1, round(now.timestamp() * 1000))
        change.put(ActiveEntry(request.run_id, number), "run")
        entered = replace(request, number=number).to_json()
        run = RunEntry(request.run_id, RunStatus.ACTIVE, entered, files, 1, now, asked_as=waiting, asked_at=now)
        change.put(run, request.run_id)
        if waiting:
            change.drop(f"waiting:{waiting}")
        try:
            change.commit()
        except RowChanged:  # also where storage did it, never said so, and was asked again
            return self.active_id() == request.run_id
        return True

    @decided_again
    def change(self, seen: RunEntry, changed: RunEntry) -> bool:
        """Write what has changed of a run; False where it is no longer as it was seen: of two, one goes on."""
        change = Change(View(self._rows, RUNS))
        run = RunEntry.of(change.read(f"run:{seen.run_id}"))
        if run == changed:
            return True  # storage did it, never said so, and was asked again
        if run != seen:
            return False
        change.put(changed, seen.run_id)
        change.commit()
        return True

    @decided_again
    def taken(self, run_id: str, attempt: int) -> None:
        """Enter that the runner has taken that attempt."""
        change = Change(View(self._rows, RUNS))
        run = RunEntry.of(change.read(f"run:{run_id}"))
        if run and run.taken < attempt:
            change.put(replace(run, taken=attempt), run_id)
            change.commit()

    @decided_again
    def finish(self, run_id: str, status: RunStatus, now: datetime, error: str, seconds: dict[str, float]) -> bool:
        """Enter how the active run ended, and give the lock back; False where another has done so."""
        change = Change(View(self._rows, RUNS))
        lock = _lock(change.read("active:run"))
        run = RunEntry.of(change.read(f"run:{run_id}"))
        if lock.run_id != run_id or run is None:
            return False
        change.put(replace(lock, run_id=""), "run")
        change.put(replace(run, status=status, finished_at=now, error=error, seconds=seconds), run_id)
        change.commit()
        return True

    @decided_again
    def ask(self, name: str, request: RunRequest, now: datetime) -> None:
        """Put work on the waiting list by its name; asked for twice, it waits once."""
        change = Change(View(self._rows, RUNS))
        if change.read(f"waiting:{name}") is None:
            change.put(WaitingEntry(name, request.to_json(), now), name)
            change.commit()

    def waiting(self) -> list[WaitingEntry]:
        """What waits for its turn, in the order of its names."""
        return [entry for row in self._rows.beginning_with(RUNS, "waiting:") if (entry := WaitingEntry.of(row))]


def _lock(row: Row | None) -> ActiveEntry:
    return ActiveEntry.of(row) or ActiveEntry("")
