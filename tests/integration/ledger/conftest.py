"""A ledger on a real table, one partition per test."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from functions.adapters.blobs import BlobFacts
from functions.adapters.clients import table_service
from functions.adapters.rows import RowStore
from functions.ledger.change import Change, View
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from functions.ledger.in_force import put_in_force
from functions.ledger.owner import owned
from functions.ledger.pending import Pending
from functions.ledger.receiving import AlreadyDone, KnownContent, receive, refuse
from functions.ledger.to_do import to_do
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.contracts.names import LEDGER_TABLE
from jobs.contracts.paths import LandingPath, content_id, version_id
from tests.conftest import Azurite

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Book:
    """A ledger as a test drives it: contents are words, each of two good rows and one refused one."""

    rows: RowStore
    partition: str = field(default_factory=lambda: f"t{uuid4().hex}")
    silver: set[str] = field(default_factory=set)
    loaded_from: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def pending(self) -> Pending:
        return Pending(self.rows, (self.partition,))

    def drop(self, name: str, word: str, second: int, *, here: BlobFacts | None = None) -> FileEntry:
        """What land_file does with a file of that name and content, written at that second."""
        return self.finish(self.received(name, word, second), here=here)

    def received(self, name: str, word: str, second: int) -> FileEntry:
        path = LandingPath(self.partition, "standard", name)
        dropped_at = NOON + timedelta(seconds=second)
        return FileEntry(
            dataset=self.partition,
            source="standard",
            path=str(path),
            version=version_id(path, word),
            content=content_id(self.partition, word),
            state=FileState.RECEIVED,
            etag=f"{name}-{second}",
            raw=f"raw/{name}-{second}",
            size_bytes=10,
            dropped_at=dropped_at,
            received_at=dropped_at,
            rules="r1",
        )

    def finish(self, entry: FileEntry, *, here: BlobFacts | None = None, **checked: Any) -> FileEntry:
        view = View(self.rows, self.partition)
        outcome = receive(view, entry)
        if isinstance(outcome, AlreadyDone):
            return outcome.entry
        content = outcome.content if isinstance(outcome, KnownContent) else replace(self.checked(entry), **checked)
        return put_in_force(view, outcome.entry, content, lambda: here)

    def checked(self, entry: FileEntry) -> ContentEntry:
        return ContentEntry(
            rules=entry.rules,
            rows_in=3,
            loaded=2,
            quarantined=1,
            total_cost="5.00",
            min_date="2026-03-01",
            max_date="2026-03-01",
            months=("2026-03",),
            violations={"not-a-date": 1},
            bronze=("b",),
            quarantine="q",
            path=entry.path,
            landed_at=entry.dropped_at,
        )

    def check_again(self, entry: FileEntry, *, for_good: bool = False, **found: Any) -> None:
        """What a replay, a return or an erasure does: a content in force is checked again, with other findings."""
        view = View(self.rows, self.partition)
        if known := owned(view, entry.content):
            change = Change(view)
            to_do(change, LOAD, entry.content, replace(known[0], **found), for_good=for_good)
            change.commit()

    def reject(self, name: str, word: str, second: int) -> FileEntry:
        entry = replace(self.received(name, word, second), state=FileState.REJECTED, refusal="file-empty")
        refuse(View(self.rows, self.partition), entry)
        return entry

    def run(self) -> None:
        """A whole job run: silver takes in and out what the manifest says, then the ledger is told."""
        lines = self.pending.batch()
        self.apply(lines)
        self.pending.settle(lines, "run-1", NOON)

    def fail(self, *applied: str) -> None:
        """A run of what waits that has done with these words what it should, and is given up then."""
        lines = self.pending.batch()
        self.apply(line for line in lines if line.version in self.words(*applied))
        self.pending.hold(lines, "run-9")

    def apply(self, lines: Iterable[ManifestLine]) -> None:
        """Silver takes in and out what these lines say."""
        for line in lines:
            (self.silver.add if line.action == LOAD else self.silver.discard)(line.version)
            self.loaded_from[line.version] = line.bronze

    def entry(self, name: str, word: str) -> FileEntry:
        path = LandingPath(self.partition, "standard", name)
        found = FileEntry.of(self.rows.get(self.partition, f"version:{version_id(path, word)}"))
        assert found is not None
        return found

    def words(self, *words: str) -> set[str]:
        return {content_id(self.partition, word) for word in words}


@pytest.fixture(scope="session")
def ledger_rows(azurite: Azurite) -> RowStore:
    service = table_service(azurite.connection)
    service.create_table_if_not_exists(LEDGER_TABLE)
    return RowStore(service)


@pytest.fixture
def new_book(ledger_rows: RowStore) -> Callable[[], Book]:
    """Makes a ledger with no files in it."""
    return lambda: Book(ledger_rows)


@pytest.fixture
def book(new_book: Callable[[], Book]) -> Book:
    return new_book()
