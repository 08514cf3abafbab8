"""Deletes what the ledger names no more and what still tells of a person who was erased.

Bytes of earlier writes, bronze and quarantine of before the erasure, and the files that still lie in landing. What
somebody may be writing just now is left alone: it is named, and goes the next time.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from functions.adapters.blobs import BlobFacts
from functions.erasing.person import Person
from functions.erasing.traces import bronze_tells, may_tell, refused_tells
from functions.landing.after.lake_file import fetched
from functions.landing.desk import LandingDesk
from functions.ledger.entries import ContentEntry, PathEntry, PendingEntry
from functions.ledger.story import file_entries
from jobs.contracts.errors import FileLost
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from jobs.contracts.paths import is_erased


@dataclass(frozen=True, slots=True)
class Leftovers:
    """How many files were deleted, by file system; left are those that were too young."""

    deleted: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def delete_leftovers(
    desk: LandingDesk, dataset: str, person: Person, *, replaced: Collection[str], before: datetime
) -> Leftovers:
    """Delete what tells of the person and is named by no entry.

    replaced   paths in raw/ that the erasure has replaced; of others only what was written before that moment goes
    To be called once silver holds what the erasure changed: a run that is still to come may read what it replaces.
    """
    done = Leftovers()
    named = _named(desk, dataset)
    for file_system in (RAW, BRONZE, QUARANTINE):
        for blob in _of(desk, file_system, _folders(desk, dataset)):
            if blob.path in named or is_erased(blob.path) or not _tells(desk, file_system, blob.path, person):
                continue
            if file_system == RAW and blob.path not in replaced and blob.written_at >= before:
                done.left.append(f"{file_system}/{blob.path}")
            else:
                _delete(desk, done, file_system, blob)
    for blob in _in_landing(desk, dataset):
        _delete(desk, done, LANDING, blob)
    return done


def _named(desk: LandingDesk, dataset: str) -> set[str]:
    """Every path that the dataset's entries name."""
    paths: set[str] = {entry.raw for entry in file_entries(desk.rows, (dataset,))}
    for row in desk.rows.beginning_with(dataset, "content:"):
        if content := ContentEntry.of(row):
            paths |= {*content.bronze, content.quarantine, *content.returns}
    for row in desk.rows.beginning_with(dataset, "pending:"):
        if pending := PendingEntry.of(row):
            paths |= {*pending.bronze, *pending.replaces}
    return paths


def _tells(desk: LandingDesk, file_system: str, path: str, person: Person) -> bool:
    try:
        if file_system == BRONZE:
            return bronze_tells(desk.blobs, path, person)
        if file_system == QUARANTINE:
            return refused_tells(desk.blobs, path, person)
        with fetched(desk.blobs, RAW, path) as content:
            return may_tell(content.read(), person)
    except FileLost:
        return False


def _in_landing(desk: LandingDesk, dataset: str) -> Iterator[BlobFacts]:
    """The files in landing that have been dealt with, and of which raw/ keeps only what is left."""
    erased = {entry.version for entry in file_entries(desk.rows, (dataset,)) if is_erased(entry.raw)}
    for row in desk.rows.beginning_with(dataset, "path:"):
        path = PathEntry.of(row)
        if path and path.seen_version in erased:
            blob = desk.blobs.facts(LANDING, path.path)
            if blob and blob.etag == path.seen_etag:
                yield blob


def _folders(desk: LandingDesk, dataset: str) -> set[str]:
    """The folders that the dataset's files lie in: more than its own for files of no dataset."""
    return {dataset, *(entry.dataset for entry in file_entries(desk.rows, (dataset,)))}


def _of(desk: LandingDesk, file_system: str, folders: Collection[str]) -> Iterator[BlobFacts]:
    for folder in sorted(folders):
        yield from desk.blobs.listing(file_system, f"{folder}/")


def _delete(desk: LandingDesk, done: Leftovers, file_system: str, blob: BlobFacts) -> None:
    if desk.blobs.delete(file_system, blob.path, etag=blob.etag):
        done.deleted[file_system] = done.deleted.get(file_system, 0) + 1
