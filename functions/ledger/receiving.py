"""What a dropped file does to the ledger: received, then in force, or refused.

The law that all of it keeps: silver is a function of the files that are there. For each landing path the latest
bytes count, and equal bytes under several names count once. So a correction takes its predecessor out, a copy under
another name changes nothing, and no order of arrival matters.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from functions.adapters.blobs import BlobFacts
from functions.adapters.rows import Drop, Put, Row, RowChanged, RowStore
from functions.ledger.entries import (
    IN_FORCE,
    ContentEntry,
    FileEntry,
    FileState,
    OpenEntry,
    PathEntry,
    PendingEntry,
)
from jobs.contracts.manifest import LOAD, REMOVE
from jobs.contracts.paths import LandingPath, digest

_again = retry(
    retry=retry_if_exception_type(RowChanged),
    stop=stop_after_attempt(12),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    reraise=True,
)


@dataclass(frozen=True, slots=True)
class ToCheck:
    """The file has to be checked against its contract."""

    entry: FileEntry


@dataclass(frozen=True, slots=True)
class KnownContent:
    """The same bytes were checked by the same rules before: what they hold is known."""

    entry: FileEntry
    content: ContentEntry


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """This version was dealt with before and its outcome stands."""

    entry: FileEntry


Reception = ToCheck | KnownContent | AlreadyDone


class Receiving:
    """The ledger as land_file writes it. Every method can be repeated, and can die between any two calls."""

    def __init__(self, rows: RowStore) -> None:
        self._rows = rows

    @_again
    def receive(self, path: LandingPath, partition: str, entry: FileEntry) -> Reception:
        """Enter a dropped version, and say what is left to do for it."""
        before_row = self._rows.get(partition, f"version:{entry.version}")
        before = FileEntry.of(before_row)
        path_row = self._rows.get(partition, f"path:{digest(str(path))}")
        known_path = PathEntry.of(path_row)
        if before and _stands(before, known_path, entry):
            if path_row and known_path and known_path.seen_etag != entry.etag:
                seen = replace(known_path, seen_etag=entry.etag, seen_version=entry.version)
                self._rows.commit(partition, Put(seen.row(digest(str(path)), path_row.etag)))
            return AlreadyDone(before)
        content = ContentEntry.of(self._rows.get(partition, f"content:{entry.content}"))
        if before:
            entry = replace(entry, attempts=before.attempts + 1)
        if content and (content.holders or content.rules == entry.rules):
            return KnownContent(entry, content)
        changes = [Put(entry.row(entry.version, before_row.etag if before_row else ""))]
        if self._rows.get(partition, f"open:{entry.version}") is None:
            changes.append(Put(OpenEntry(entry.version, entry.received_at).row(entry.version)))
        self._rows.commit(partition, *changes)
        return ToCheck(entry)

    @_again
    def refuse(self, partition: str, entry: FileEntry) -> None:
        """Enter that the version was refused as a whole; what the path held before stays in force."""
        change = _Change(self._rows, partition)
        path = PathEntry.of(change.read(f"path:{digest(entry.path)}"))
        change.put(entry, entry.version)
        change.put(_seen(path, entry), digest(entry.path))
        change.drop(f"open:{entry.version}")
        change.commit()

    @_again
    def put_in_force(self, partition: str, entry: FileEntry, content: ContentEntry, here: BlobFacts | None) -> FileEntry:
        """Make the version the one in force on its path, and say what silver has to take in and out.

        A version that is older than the one in force (an event that came late) is entered as superseded. `here` is
        what lies on the landing path now: it decides between two writes of the same second.
        """
        change = _Change(self._rows, partition)
        path = PathEntry.of(change.read(f"path:{digest(entry.path)}"))
        if path and path.version not in ("", entry.version) and _is_newer(path, entry, here):
            late = replace(entry, state=FileState.SUPERSEDED, superseded_by=path.version)
            change.put(late, late.version)
            change.drop(f"open:{late.version}")
            change.commit()
            return late
        entry = _take_hold(change, entry, content)
        if path and path.version not in ("", entry.version):
            _let_go(change, path.version, entry)
        now_there = PathEntry(entry.path, entry.version, entry.etag, entry.dropped_at, entry.etag, entry.version)
        change.put(now_there, digest(entry.path))
        change.put(entry, entry.version)
        change.drop(f"open:{entry.version}")
        change.commit()
        return entry


class _Change:
    """One transaction: rows are read once, changed in memory and committed together."""

    def __init__(self, rows: RowStore, partition: str) -> None:
        self._rows, self._partition = rows, partition
        self._read: dict[str, Row | None] = {}
        self._changes: dict[str, Put | Drop] = {}

    def read(self, key: str) -> Row | None:
        """The row as this transaction sees it."""
        if key in self._changes:
            change = self._changes[key]
            return change.row if isinstance(change, Put) else None
        if key not in self._read:
            self._read[key] = self._rows.get(self._partition, key)
        return self._read[key]

    def put(self, entry: FileEntry | ContentEntry | PathEntry | PendingEntry, key: str) -> None:
        """Write an entry in place of the row that was read."""
        full = f"{entry.kind}:{key}"
        self.read(full)
        before = self._read.get(full)
        self._changes[full] = Put(entry.row(key, before.etag if before else ""))

    def drop(self, key: str) -> None:
        """Delete the row where there is one."""
        before = self.read(key)
        if before:
            self._changes[key] = Drop(before)

    def commit(self) -> None:
        self._rows.commit(self._partition, *self._changes.values())


def _stands(before: FileEntry, path: PathEntry | None, entry: FileEntry) -> bool:
    """Whether what was decided on this version earlier still holds."""
    if before.state == FileState.REJECTED:
        return before.rules == entry.rules
    return before.state in IN_FORCE and path is not None and path.version == entry.version


def _is_newer(path: PathEntry, entry: FileEntry, here: BlobFacts | None) -> bool:
    if path.dropped_at != entry.dropped_at:
        return path.dropped_at > entry.dropped_at
    return here is not None and here.etag == path.etag


def _seen(path: PathEntry | None, entry: FileEntry) -> PathEntry:
    if path is None:
        return PathEntry(entry.path, "", "", entry.dropped_at, entry.etag, entry.version)
    return replace(path, seen_etag=entry.etag, seen_version=entry.version)


def _take_hold(change: _Change, entry: FileEntry, checked: ContentEntry) -> FileEntry:
    """Enter the version among the holders of its content; the first holder brings the rows in."""
    content = ContentEntry.of(change.read(f"content:{entry.content}")) or checked
    holders = tuple(version for version in content.holders if version != entry.version)
    if holders:
        content = replace(content, holders=(*holders, entry.version))
        change.put(content, entry.content)
        return _as_checked(entry, content).counted_as_duplicate(holders[0])
    content = replace(checked, holders=(entry.version,), path=entry.path)
    change.put(content, entry.content)
    change.put(_pending(LOAD, entry.content, content), entry.content)
    return replace(_as_checked(entry, content), state=FileState.LANDED, landed_at=content.landed_at)


def _let_go(change: _Change, version: str, successor: FileEntry) -> None:
    """Take a superseded version from the holders of its content; the last one to go takes the rows out."""
    old = FileEntry.of(change.read(f"version:{version}"))
    if old is None:
        return
    change.put(replace(old, state=FileState.SUPERSEDED, superseded_by=successor.version), version)
    content = ContentEntry.of(change.read(f"content:{old.content}"))
    if content is None or version not in content.holders or old.content == successor.content:
        return
    content = replace(content, holders=tuple(holder for holder in content.holders if holder != version))
    change.put(content, old.content)
    if not content.holders:
        change.put(_pending(REMOVE, old.content, content), old.content)
    elif old.state != FileState.DUPLICATE:
        _hand_over(change, old, content)


def _hand_over(change: _Change, old: FileEntry, content: ContentEntry) -> None:
    """The next holder owns the rows from now on: what counted as its duplicates counts as loaded."""
    heir = FileEntry.of(change.read(f"version:{content.holders[0]}"))
    if heir is None:
        return
    heir = replace(_as_checked(heir, content), duplicate=0, duplicate_of="", state=old.state)
    change.put(replace(heir, landed_at=old.landed_at, run_id=old.run_id, transformed_at=old.transformed_at), heir.version)
    pending = PendingEntry.of(change.read(f"pending:{old.content}"))
    if pending:
        change.put(replace(pending, owner=heir.version), old.content)


def _as_checked(entry: FileEntry, content: ContentEntry) -> FileEntry:
    return replace(
        entry,
        rules=content.rules,
        rows_in=content.rows_in,
        loaded=content.loaded,
        quarantined=content.quarantined,
        total_cost=content.total_cost,
        min_date=content.min_date,
        max_date=content.max_date,
        months=content.months,
        violations=content.violations,
        bronze=content.bronze,
        quarantine=content.quarantine,
    )


def _pending(action: str, content_id: str, content: ContentEntry) -> PendingEntry:
    return PendingEntry(
        action=action,
        content=content_id,
        owner=content.holders[0] if content.holders else "",
        landing_path=content.path,
        landed_at=content.landed_at,
        bronze=content.bronze,
        months=content.months,
        rows=content.loaded,
        total_cost=content.total_cost,
    )
