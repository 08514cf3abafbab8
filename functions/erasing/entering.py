"""Enters what an erasure did in the ledger, after what is left of a file is kept in raw/."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import batched

from functions.clock import utc_now
from functions.erasing.person import ERASED
from functions.landing.desk import LandingDesk
from functions.landing.kept import KeptFile
from functions.ledger.change import Change, View
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from functions.ledger.history import with_event, with_run
from functions.ledger.in_force import as_checked
from functions.ledger.to_do import to_do
from jobs.contracts.manifest import LOAD
from jobs.contracts.names import RAW
from jobs.contracts.paths import LandingPath, erased_path

# A transaction holds at most 100 operations.
_IN_A_TRANSACTION = 90


@dataclass(frozen=True, slots=True)
class ErasedFile:
    """One file, and how many good rows of it were the person's; 0 for one whose bytes went as a whole.

    replaced are the paths in raw/ that the ledger named before.
    """

    path: str
    rows: int
    replaced: tuple[str, ...]


def enter(
    view: View, identity: str, after: ContentEntry, owner: FileEntry, entries: Iterable[FileEntry], raw: str
) -> None:
    """Enter what is left of a content, and of every version that has it; silver has to load it where it is in force."""
    others = [entry for entry in entries if entry.version != owner.version]
    change = Change(view)
    for known in (owner, *others[:_IN_A_TRANSACTION]):
        entry = _kept_as(change, known, raw, "")
        if entry.version == after.owner:
            entry = replace(as_checked(with_run(entry), after), state=FileState.LANDED)
        change.put(entry, entry.version)
    if after.owner:
        to_do(change, LOAD, identity, after, for_good=True)
    else:
        change.put(after, identity)
    change.commit()
    enter_raw(view, others[_IN_A_TRANSACTION:], raw, "")


def enter_raw(view: View, entries: Iterable[FileEntry], raw: str, what: str) -> None:
    """Enter where the bytes of versions are kept now, and nothing else."""
    for some in batched(entries, _IN_A_TRANSACTION, strict=False):
        change = Change(view)
        for known in some:
            change.put(_kept_as(change, known, raw, what), known.version)
        change.commit()


def _kept_as(change: Change, known: FileEntry, raw: str, what: str) -> FileEntry:
    entry = FileEntry.of(change.read(f"version:{known.version}")) or known
    return replace(with_event(entry, "person-erased", what, utc_now()), raw=raw)


def kept(desk: LandingDesk, path: LandingPath, identity: str, left: bytes) -> str:
    """Keep what is left of a file, or of a return, in raw/; the path that it has."""
    raw = erased_path(path, identity, sha256(left).hexdigest())
    desk.blobs.write_new(RAW, raw, left)
    return raw


def nothing_left(desk: LandingDesk, entry: FileEntry) -> str:
    """Keep that nothing is left of a file; the path in raw/ that says so."""
    return kept(desk, KeptFile.of(entry).path, entry.content, f"{ERASED}\n".encode())


def raws(entries: Iterable[FileEntry], *returns: str) -> tuple[str, ...]:
    """Where the bytes of versions, and what was returned for them, have been kept."""
    return (*(entry.raw for entry in entries), *returns)
