"""Erases a person from files that never landed: nobody can read these row by row."""

from collections.abc import Iterator

from functions.erasing.entering import ErasedFile, enter_raw, nothing_left
from functions.erasing.person import Person
from functions.erasing.traces import may_tell
from functions.landing.after.lake_file import fetched
from functions.landing.desk import LandingDesk
from functions.ledger.change import View, decided_again
from functions.ledger.entries import FileEntry, FileState
from jobs.contracts.names import RAW
from jobs.contracts.paths import is_erased

_NEVER_LANDED = (FileState.REJECTED, FileState.POISONED)


def from_refused(desk: LandingDesk, view: View, entries: list[FileEntry], person: Person) -> Iterator[ErasedFile]:
    """Empty each refused file in whose bytes the id may stand; what is left of it is refused again by a replay."""
    for entry in entries:
        if is_erased(entry.raw) or entry.state not in _NEVER_LANDED:
            continue
        with fetched(desk.blobs, RAW, entry.raw) as content:
            if not may_tell(content.read(), person):
                continue
        decided_again(enter_raw)(view, [entry], nothing_left(desk, entry), "the whole file")
        yield ErasedFile(entry.path, 0, (entry.raw,))
