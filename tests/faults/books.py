"""What has to be true of a landing path in the end, whatever happened on the way."""

import io
from dataclasses import dataclass
from uuid import uuid4

import pyarrow.parquet as pq

from functions.landing.desk import LandingDesk
from functions.ledger.entries import ContentEntry, FileEntry, FileState, PathEntry, PendingEntry
from functions.ledger.story import last_seen
from jobs.contracts.manifest import LOAD, REMOVE
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from jobs.contracts.paths import digest
from tests.integration.desk import HEADER, sale, unique

_AT_MOST = 64 * 1024**2


@dataclass(frozen=True)
class Dropped:
    """One write to a landing path: one good row, one bad row."""

    path: str
    content: bytes
    etag: str


def new_content() -> bytes:
    """A file that no other test has: a good row, with a customer of its own, and a bad one."""
    return (HEADER + sale(customer=str(uuid4().int % 10**15)) + sale(date="never")).encode()


def drop(desk: LandingDesk, path: str = "", content: bytes = b"") -> Dropped:
    path = path or f"pos_sales/standard/{unique('x.csv')}"
    content = content or new_content()
    return Dropped(path, content, desk.blobs.put(LANDING, path, io.BytesIO(content)))


def seen(desk: LandingDesk, dropped: Dropped) -> FileEntry | None:
    return last_seen(desk.rows, "pos_sales", dropped.path, dropped.etag)


def assert_balanced(desk: LandingDesk, dropped: Dropped, *, loaded: int = 1) -> FileEntry:
    """The write landed once: its rows add up, lie in one bronze file, and wait once for silver."""
    entry = seen(desk, dropped)
    assert entry is not None
    assert (entry.state, entry.loaded, entry.quarantined, entry.duplicate) == (FileState.LANDED, loaded, 1, 0)
    assert entry.rows_in == loaded + 1
    kept_as_dropped = desk.blobs.read(RAW, entry.raw, at_most=_AT_MOST) == dropped.content
    assert kept_as_dropped
    below = f"pos_sales/standard/{entry.content}/"
    assert [file.path for file in desk.blobs.listing(BRONZE, below)] == list(entry.bronze)
    assert [file.path for file in desk.blobs.listing(QUARANTINE, below)] == [entry.quarantine]
    (bronze_file,) = entry.bronze
    bronze = pq.read_table(io.BytesIO(desk.blobs.read(BRONZE, bronze_file, at_most=_AT_MOST)))
    assert bronze.column("row_number").to_pylist() == list(range(1, loaded + 1))
    assert desk.blobs.read(QUARANTINE, entry.quarantine, at_most=_AT_MOST).count(b"\n") == 1
    assert_entered_once(desk, entry)
    return entry


def assert_entered_once(desk: LandingDesk, entry: FileEntry) -> None:
    rows = desk.rows
    path = PathEntry.of(rows.get("pos_sales", f"path:{digest(entry.path)}"))
    content = ContentEntry.of(rows.get("pos_sales", f"content:{entry.content}"))
    pending = PendingEntry.of(rows.get("pos_sales", f"pending:{entry.content}"))
    assert path is not None
    assert content is not None
    assert pending is not None
    assert (path.version, path.etag) == (entry.version, entry.etag)
    assert (content.owner, content.others) == (entry.version, 0)
    assert (pending.action, pending.owner, pending.rows) == (LOAD, entry.version, entry.loaded)
    assert rows.get("pos_sales", f"open:{entry.version}") is None


def assert_taken_out(desk: LandingDesk, old: FileEntry, successor: FileEntry) -> None:
    """A version that was corrected is superseded, and its rows wait to leave silver."""
    now = FileEntry.of(desk.rows.get("pos_sales", f"version:{old.version}"))
    content = ContentEntry.of(desk.rows.get("pos_sales", f"content:{old.content}"))
    pending = PendingEntry.of(desk.rows.get("pos_sales", f"pending:{old.content}"))
    assert now is not None
    assert content is not None
    assert pending is not None
    assert (now.state, now.superseded_by) == (FileState.SUPERSEDED, successor.version)
    assert (content.owner, pending.action) == ("", REMOVE)
