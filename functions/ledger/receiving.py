"""What a dropped file does first in the ledger: it is received, and found new, known or done; or it is refused."""

from dataclasses import dataclass, replace

from functions.clock import utc_now
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entries import IN_FORCE, ContentEntry, FileEntry, FileState, OpenEntry, PathEntry
from functions.ledger.history import with_event, with_run
from jobs.contracts.paths import digest


@dataclass(frozen=True, slots=True)
class ToCheck:
    """The file has to be checked against its contract; returns are mended rows that were returned for it earlier."""

    entry: FileEntry
    returns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownContent:
    """The same bytes were checked by the same rules before: what they hold is known."""

    entry: FileEntry
    content: ContentEntry


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """This version was dealt with before and its outcome stands."""

    entry: FileEntry


# Refusals for what a control file says: a better one may have come since.
_BY_ANOTHER_FILE = frozenset({"control-file-unreadable", "control-total-differs"})

Reception = ToCheck | KnownContent | AlreadyDone


@decided_again
def receive(view: View, entry: FileEntry) -> Reception:
    """Enter a dropped version, and say what is left to do for it."""
    change = Change(view)
    before = FileEntry.of(change.read(f"version:{entry.version}"))
    path = PathEntry.of(change.read(f"path:{digest(entry.path)}"))
    if before and _stands(before, path, entry):
        if path and path.seen_etag != entry.etag:
            change.put(_in_force_again(_seen(path, entry), entry), digest(entry.path))
            change.put(with_event(before, "dropped-again", "", entry.dropped_at), entry.version)
            change.commit()
        return AlreadyDone(before)
    if before:
        entry = replace(entry, attempts=before.attempts + 1, history=with_run(before).history)
    else:
        view.is_away(f"open:{entry.version}")
    entry = with_event(entry, "received", f"attempt {entry.attempts}", entry.received_at)
    content = ContentEntry.of(change.read(f"content:{entry.content}"))
    if content is None:
        view.is_away(f"pending:{entry.content}")
    if content and (content.owner or content.rules == entry.rules):
        return KnownContent(entry, content)
    change.put(entry, entry.version)
    change.put(OpenEntry(entry.version, entry.received_at), entry.version)
    change.commit()
    return ToCheck(entry, content.returns if content else ())


@decided_again
def refuse(view: View, entry: FileEntry) -> FileEntry:
    """Enter a version that brings no rows: refused, or a control file. What the path held before stays in force.

    So does the version itself, where another attempt has taken it meanwhile; the answer is what the ledger says of it.
    """
    change = Change(view)
    before = FileEntry.of(change.read(f"version:{entry.version}"))
    path = PathEntry.of(change.read(f"path:{digest(entry.path)}"))
    if before and _is_in_force(before, path):
        return before
    refused = with_event(entry, entry.state, entry.refusal, utc_now())
    change.put(refused, entry.version)
    change.put(_seen(path, entry), digest(entry.path))
    change.drop(f"open:{entry.version}")
    change.commit()
    return refused


@decided_again
def wait(view: View, entry: FileEntry) -> None:
    """Enter what a received version waits for; it stays open, so that the sweep takes it up again.

    One that another attempt has dealt with meanwhile waits no more.
    """
    change = Change(view)
    if change.read(f"open:{entry.version}"):
        change.put(entry, entry.version)
        change.commit()


def _stands(before: FileEntry, path: PathEntry | None, entry: FileEntry) -> bool:
    """Whether what was decided on this version earlier still holds."""
    if before.state == FileState.REJECTED:
        return before.rules == entry.rules and before.refusal not in _BY_ANOTHER_FILE
    return _is_in_force(before, path)


def _is_in_force(version: FileEntry, path: PathEntry | None) -> bool:
    return version.state in IN_FORCE and path is not None and path.version == version.version


def _in_force_again(path: PathEntry, entry: FileEntry) -> PathEntry:
    """The path, on which the version in force was written once more: what was written before that is older than it."""
    if path.version != entry.version or path.dropped_at > entry.dropped_at:
        return path
    return replace(path, etag=entry.etag, dropped_at=entry.dropped_at)


def _seen(path: PathEntry | None, entry: FileEntry) -> PathEntry:
    if path is None:
        return PathEntry(entry.path, "", "", entry.dropped_at, entry.etag, entry.version)
    return replace(path, seen_etag=entry.etag, seen_version=entry.version)
