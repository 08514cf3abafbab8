"""Drops files into landing as a till does, and follows each on its way until gold holds it."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from functions.ledger.entries import FileEntry, FileState
from functions.ledger.partitions import UNKNOWN
from functions.ledger.runs import RunStatus
from functions.ledger.story import last_seen, seen_writes
from jobs.contracts.errors import RunFailed, StillUnderWay
from jobs.contracts.names import LANDING
from till.accounts import Accounts
from till.progress import Progress

SECONDS_BETWEEN_LOOKS = 0.1
FEW = 10
# Looking at many files costs the storage that they are landed on: most of the time is left to the landing.
PAUSE_PER_LOOK = 6


@dataclass(frozen=True, slots=True)
class Dropped:
    """One write to landing, told apart from later ones by its etag."""

    path: str
    etag: str


def drop(operator: Accounts, file: Path, path: str) -> Dropped:
    """Put a file into landing; what lay there before is replaced, as a till would do it."""
    with file.open("rb") as content:
        etag = operator.blobs.put(LANDING, path, content)
    return Dropped(path, etag)


def follow(
    operator: Accounts, dropped: Sequence[Dropped], shown: Progress, *, patience_seconds: float
) -> list[FileEntry]:
    """Wait until each file is in gold, refused or known as a duplicate; the ledger's entries in the order of dropping.

    Raises RunFailed where a run gave up and holds a file back, StillUnderWay where patience ran out.
    """
    give_up = time.monotonic() + patience_seconds
    settled: dict[Dropped, FileEntry] = {}
    while left := [one for one in dropped if one not in settled]:
        began = time.monotonic()
        seen = _look(operator, left)
        for one in left:
            if one in seen and _is_settled(operator, seen[one]):
                settled[one] = seen[one]
                shown.advance()
        states = Counter(entry.state for entry in (settled | seen).values())
        on_their_way = len(left) - len(seen)
        shown.stage(_summary(states + Counter({"on its way": on_their_way})))
        if len(settled) < len(dropped):
            complain_if_held(operator)
            if time.monotonic() > give_up:
                raise _still_under_way(left, patience_seconds)
            time.sleep(max(SECONDS_BETWEEN_LOOKS, PAUSE_PER_LOOK * (time.monotonic() - began)))
    return [settled[one] for one in dropped]


def _look(operator: Accounts, left: Sequence[Dropped]) -> dict[Dropped, FileEntry]:
    """What the ledger knows of each; a few are asked for one by one, many are read in one sweep."""
    if len(left) <= FEW:
        found = {one: last_seen(operator.rows, _partition(operator, one), one.path, one.etag) for one in left}
        return {one: entry for one, entry in found.items() if entry}
    known: dict[tuple[str, str], FileEntry] = {}
    for partition in {_partition(operator, one) for one in left}:
        known |= seen_writes(operator.rows, partition)
    return {one: known[one.path, one.etag] for one in left if (one.path, one.etag) in known}


def _partition(operator: Accounts, one: Dropped) -> str:
    dataset = one.path.partition("/")[0]
    return dataset if dataset in operator.partitions else UNKNOWN


def _is_settled(operator: Accounts, entry: FileEntry) -> bool:
    """Landed is not enough; and a duplicate counts once the content that it repeats is in gold."""
    if entry.state == FileState.DUPLICATE:
        return not operator.pending.is_waiting(entry.dataset, entry.content)
    return entry.state in (FileState.TRANSFORMED, FileState.REJECTED, FileState.SUPERSEDED, FileState.CONTROL)


def complain_if_held(operator: Accounts) -> None:
    """Raise RunFailed where a failed run holds files back."""
    if not operator.pending.held():
        return
    failed = [run for run in operator.runs.all() if run.status == RunStatus.FAILED]
    if not failed:
        return  # for a moment: files are held back before their run is entered as failed
    raise RunFailed(
        "A run gave up, and its files are held back.",
        where=failed[-1].run_id,
        found=failed[-1].error,
        expected="a run that builds its tables",
        next_step="mend the cause, then: till refresh",
    )


def _still_under_way(left: Iterable[Dropped], seconds: float) -> StillUnderWay:
    names = [one.path for one in left]
    return StillUnderWay(
        f"{len(names)} files are still on their way after {seconds:.0f} s; nothing is lost.",
        where=", ".join(names[:5]) + (", ..." if len(names) > 5 else ""),
        expected="each in gold, or refused",
        next_step="till status shows whether every part runs; till files shows where each file is",
    )


def _summary(states: Counter[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
