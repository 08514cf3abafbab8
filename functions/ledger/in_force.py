"""Which version of a path is in force, and what that means for silver.

The law that it keeps: silver is a function of the files that are there. For each landing path the latest bytes
count, and equal bytes under several names count once. So a correction takes its predecessor out, a copy under another
name changes nothing, and no order of arrival matters.
"""

from collections.abc import Callable
from dataclasses import replace

from functions.adapters.blobs import BlobFacts
from functions.clock import utc_now
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entries import ContentEntry, FileEntry, FileState, HolderEntry, PathEntry, PendingEntry
from functions.ledger.history import counts_of, with_event
from functions.ledger.standing import counted, not_judged
from functions.ledger.to_do import to_do
from jobs.contracts.manifest import LOAD, REMOVE
from jobs.contracts.paths import digest


@decided_again
def put_in_force(
    view: View, entry: FileEntry, content: ContentEntry, here: Callable[[], BlobFacts | None]
) -> FileEntry:
    """Make the version the one in force on its path, and say what silver has to take in and out.

    A version that is older than the one in force (an event that came late) is entered as superseded. `here` says
    what lies on the landing path now: it decides between two writes of the same second.
    """
    change = Change(view)
    path = PathEntry.of(change.read(f"path:{digest(entry.path)}"))
    if path and path.version not in ("", entry.version) and _is_newer(path, entry, here):
        late = with_event(entry, "superseded", path.version, utc_now())
        late = replace(late, state=FileState.SUPERSEDED, superseded_by=path.version)
        change.put(late, late.version)
        change.drop(f"open:{late.version}")
        change.commit()
        return late
    superseded = None
    if path and path.version not in ("", entry.version):
        superseded = FileEntry.of(change.read(f"version:{path.version}"))
    entry = _take_hold(change, entry, content, (superseded.content,) if superseded else ())
    if superseded:
        _let_go(change, superseded, entry)
    now_there = PathEntry(entry.path, entry.version, entry.etag, entry.dropped_at, entry.etag, entry.version)
    if path and path.version == entry.version and path.dropped_at > entry.dropped_at:
        now_there = path  # the same bytes were written once more while these were checked
    change.put(now_there, digest(entry.path))
    change.put(entry, entry.version)
    change.drop(f"open:{entry.version}")
    change.commit()
    return entry


def _is_newer(path: PathEntry, entry: FileEntry, here: Callable[[], BlobFacts | None]) -> bool:
    if path.dropped_at != entry.dropped_at:
        return path.dropped_at > entry.dropped_at
    now_there = here()
    return now_there is not None and now_there.etag == path.etag


def _take_hold(change: Change, entry: FileEntry, checked: ContentEntry, after: tuple[str, ...]) -> FileEntry:
    """Enter the version among the holders of its content; the first holder brings the rows in."""
    content = ContentEntry.of(change.read(f"content:{entry.content}")) or checked
    if content.owner not in ("", entry.version):
        return _hold_too(change, entry, content, after)
    content = replace(not_judged(checked), owner=entry.version, others=content.others, path=entry.path)
    to_do(change, LOAD, entry.content, content, entry.path, dropped_at=entry.dropped_at, after=after)
    landed = with_event(entry, "landed", counts_of(content), utc_now())
    return replace(as_checked(landed, content), state=FileState.LANDED, landed_at=content.landed_at)


def _hold_too(change: Change, entry: FileEntry, content: ContentEntry, after: tuple[str, ...]) -> FileEntry:
    """Enter the version as a duplicate of the one that owns the content."""
    key = f"{entry.content}:{entry.version}"
    is_new = change.read(f"holder:{key}") is None
    change.put(HolderEntry(entry.version), key)
    change.put(replace(content, others=content.others + is_new), entry.content)
    waiting = PendingEntry.of(change.read(f"pending:{entry.content}")) if after else None
    if waiting:
        change.put(waiting.also_of(entry.path, after), entry.content)
    found = with_event(entry, "duplicate", content.owner, utc_now())
    return as_checked(found, content).counted_as_duplicate(content.owner)


def _let_go(change: Change, old: FileEntry, successor: FileEntry) -> None:
    """Enter a version as superseded."""
    superseded = with_event(old, "superseded", successor.version, successor.received_at)
    change.put(replace(superseded, state=FileState.SUPERSEDED, superseded_by=successor.version), old.version)
    if old.content != successor.content:
        give_up_hold(change, old)


def give_up_hold(change: Change, old: FileEntry) -> None:
    """Take a version from the holders of its content; the last one to go takes the rows out of silver."""
    content = ContentEntry.of(change.read(f"content:{old.content}"))
    if content is None:
        return
    if content.owner != old.version:
        _hold_no_more(change, old.content, content, old.version)
    elif content.others and (heir := _heir(change, old.content)):
        _hand_over(change, old, heir, content)
    else:
        to_do(change, REMOVE, old.content, replace(content, owner="", others=0), old.path)


def _heir(change: Change, identity: str) -> FileEntry | None:
    first = HolderEntry.of(next(change.beginning_with(f"holder:{identity}:"), None))
    return FileEntry.of(change.read(f"version:{first.version}")) if first else None


def _hold_no_more(change: Change, identity: str, content: ContentEntry, version: str) -> None:
    if change.read(f"holder:{identity}:{version}"):
        change.drop(f"holder:{identity}:{version}")
        change.put(replace(content, others=content.others - 1), identity)


def _hand_over(change: Change, old: FileEntry, heir: FileEntry, content: ContentEntry) -> None:
    """Another holder owns the rows from now on: what counted as its duplicates counts as loaded."""
    heir = with_event(heir, "handed-over", old.version, utc_now())
    heir = replace(as_checked(heir, content), duplicate_of="", state=old.state)
    change.put(
        replace(heir, landed_at=old.landed_at, run_id=old.run_id, transformed_at=old.transformed_at), heir.version
    )
    _hold_no_more(change, old.content, replace(content, owner=heir.version), heir.version)
    pending = PendingEntry.of(change.read(f"pending:{old.content}"))
    if pending:
        change.put(replace(pending, owner=heir.version), old.content)
    _try_again(change, heir.path)


def _try_again(change: Change, path: str) -> None:
    """The next run tries what the path has brought about, also where it is held back, or is in a run that will fail.

    One of it is enough: the others go along with it.
    """
    waiting = (PendingEntry.of(row) for row in change.beginning_with("pending:"))
    one = next((entry for entry in waiting if entry and digest(path) in entry.paths), None)
    if one:
        change.put(replace(one, held="", taken_back=""), one.content)


def as_checked(entry: FileEntry, content: ContentEntry) -> FileEntry:
    """The version with what its content's check found, and what is known of its rows since."""
    return replace(
        counted(entry, content),
        rules=content.rules,
        rows_in=content.rows_in,
        quarantined=content.quarantined,
        min_date=content.min_date,
        max_date=content.max_date,
        months=content.months,
        violations=content.violations,
        bronze=content.bronze,
        quarantine=content.quarantine,
    )
