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
from functions.ledger.entries import ContentEntry, FileEntry, FileState, PathEntry, PendingEntry
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
    holders = tuple(version for version in content.holders if version != entry.version)
    if holders:
        content = replace(content, holders=(*holders, entry.version))
        change.put(content, entry.content)
        waiting = PendingEntry.of(change.read(f"pending:{entry.content}"))
        if waiting:
            change.put(waiting.also_of(entry.path, after), entry.content)
        found = with_event(entry, "duplicate", holders[0], utc_now())
        return as_checked(found, content).counted_as_duplicate(holders[0])
    content = replace(not_judged(checked), holders=(entry.version,), path=entry.path)
    to_do(change, LOAD, entry.content, content, entry.path, dropped_at=entry.dropped_at, after=after)
    landed = with_event(entry, "landed", counts_of(content), utc_now())
    return replace(as_checked(landed, content), state=FileState.LANDED, landed_at=content.landed_at)


def _let_go(change: Change, old: FileEntry, successor: FileEntry) -> None:
    """Enter a version as superseded."""
    superseded = with_event(old, "superseded", successor.version, successor.received_at)
    change.put(replace(superseded, state=FileState.SUPERSEDED, superseded_by=successor.version), old.version)
    if old.content != successor.content:
        give_up_hold(change, old)


def give_up_hold(change: Change, old: FileEntry) -> None:
    """Take a version from the holders of its content; the last one to go takes the rows out of silver."""
    content = ContentEntry.of(change.read(f"content:{old.content}"))
    if content is None or old.version not in content.holders:
        return
    content = replace(content, holders=tuple(holder for holder in content.holders if holder != old.version))
    if not content.holders:
        to_do(change, REMOVE, old.content, content, old.path)
        return
    change.put(content, old.content)
    if old.state != FileState.DUPLICATE:
        _hand_over(change, old, content)


def _hand_over(change: Change, old: FileEntry, content: ContentEntry) -> None:
    """The next holder owns the rows from now on: what counted as its duplicates counts as loaded."""
    heir = FileEntry.of(change.read(f"version:{content.holders[0]}"))
    if heir is None:
        return
    heir = with_event(heir, "handed-over", old.version, utc_now())
    heir = replace(as_checked(heir, content), duplicate_of="", state=old.state)
    change.put(
        replace(heir, landed_at=old.landed_at, run_id=old.run_id, transformed_at=old.transformed_at), heir.version
    )
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
