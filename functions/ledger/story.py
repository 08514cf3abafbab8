"""Reads the ledger for people: every file version, and the messages that were given up."""

from collections.abc import Iterable, Iterator

from functions.adapters.rows import RowStore
from functions.ledger.entries import FileEntry, PathEntry, PoisonEntry
from jobs.contracts.paths import digest


def file_entries(rows: RowStore, partitions: Iterable[str]) -> Iterator[FileEntry]:
    """Every file version of the partitions, in no particular order."""
    for partition in partitions:
        for row in rows.beginning_with(partition, "version:"):
            if entry := FileEntry.of(row):
                yield entry


def poison_entries(rows: RowStore, partitions: Iterable[str]) -> Iterator[PoisonEntry]:
    """Every message that was given up, in no particular order."""
    for partition in partitions:
        for row in rows.beginning_with(partition, "poison:"):
            if entry := PoisonEntry.of(row):
                yield entry


def last_versions(rows: RowStore, partitions: Iterable[str]) -> set[str]:
    """The versions that were dealt with last on their landing paths."""
    keys = ((partition, "path:") for partition in partitions)
    paths = (PathEntry.of(row) for key in keys for row in rows.beginning_with(*key))
    return {path.seen_version for path in paths if path}


def seen_writes(rows: RowStore, partition: str) -> dict[tuple[str, str], FileEntry]:
    """What became of the last write to every path of a partition, by landing path and etag."""
    entries = {entry.version: entry for entry in file_entries(rows, (partition,))}
    paths = (PathEntry.of(row) for row in rows.beginning_with(partition, "path:"))
    return {
        (path.path, path.seen_etag): entries[path.seen_version]
        for path in paths
        if path and path.seen_version in entries
    }


def last_seen(rows: RowStore, partition: str, path: str, etag: str) -> FileEntry | None:
    """What became of the write of that etag to a landing path; None where it has not been dealt with yet."""
    known = PathEntry.of(rows.get(partition, f"path:{digest(path)}"))
    if known is None or known.seen_etag != etag:
        return None
    return FileEntry.of(rows.get(partition, f"version:{known.seen_version}"))
