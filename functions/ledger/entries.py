"""The kinds of rows that the ledger holds, and how each is written to and read from its table.

In the partition of a dataset:
  version:<id>     one dropped file version (dataset + landing path + bytes): the story that an operator reads
  content:<id>     one set of bytes, and the version that owns it: equal bytes under many names are one set of rows
  holder:<ids>     a further version in force that holds a content, by both
  path:<digest>    one landing path: the version in force, and the last write that was dealt with
  pending:<id>     one content whose rows silver has still to take in or to take out
  open:<id>        one version whose check has begun and not ended
  poison:<digest>  one message that was given up
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

from functions.ledger.entry import Entry
from functions.ledger.money import plus
from jobs.contracts.paths import digest


class TakenBack(StrEnum):
    """Whether silver has been brought back to what it held before a run that failed; '' for not yet."""

    DONE = "done"
    FAILED = "failed"


class FileState(StrEnum):
    """What became of a file version."""

    RECEIVED = "received"
    LANDED = "landed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    TRANSFORMED = "transformed"
    SUPERSEDED = "superseded"
    POISONED = "poisoned"
    CONTROL = "control"


IN_FORCE = frozenset({FileState.LANDED, FileState.DUPLICATE, FileState.TRANSFORMED})


@dataclass(frozen=True, slots=True)
class FileEntry(Entry):
    """One file version. Times are UTC; total_cost is text with two decimals, '' where the dataset has none.

    Rows in are those loaded, quarantined and duplicate: refused, or repeating what another file said of the same sale.
    corrected are those of the loaded that a later file has replaced. total_cost is that of the rows loaded; the other
    two costs are '' where there is no such row.

    history holds what happened to it, as functions.ledger.history writes it.
    """

    kind: ClassVar[str] = "version"

    dataset: str
    source: str
    path: str
    version: str
    content: str
    state: str
    etag: str
    raw: str
    size_bytes: int
    dropped_at: datetime
    received_at: datetime
    rules: str = ""
    attempts: int = 1
    rows_in: int = 0
    loaded: int = 0
    quarantined: int = 0
    duplicate: int = 0
    duplicate_cost: str = ""
    corrected: int = 0
    corrected_cost: str = ""
    total_cost: str = ""
    min_date: str = ""
    max_date: str = ""
    months: tuple[str, ...] = ()
    violations: dict[str, int] | None = None
    bronze: tuple[str, ...] = ()
    quarantine: str = ""
    landed_at: datetime | None = None
    run_id: str = ""
    transformed_at: datetime | None = None
    refusal: str = ""
    error: str = ""
    duplicate_of: str = ""
    superseded_by: str = ""
    history: tuple[tuple[str, str, str], ...] = ()

    def counted_as_duplicate(self, of: str) -> "FileEntry":
        """The entry with all its rows counted as duplicates of another version's."""
        return replace(
            self,
            state=FileState.DUPLICATE,
            duplicate_of=of,
            duplicate=self.rows_in,
            duplicate_cost=plus(self.total_cost, self.duplicate_cost),
            corrected=0,
            corrected_cost="",
            loaded=0,
            quarantined=0,
            total_cost="0.00" if self.total_cost else "",
        )

    def without_rows(self) -> "FileEntry":
        """The entry of a file that landed and has no rows any more."""
        return replace(
            self,
            rows_in=0,
            loaded=0,
            quarantined=0,
            duplicate=0,
            duplicate_cost="",
            corrected=0,
            corrected_cost="",
            total_cost="",
            min_date="",
            max_date="",
            months=(),
            violations=None,
            bronze=(),
            quarantine="",
            landed_at=None,
        )


@dataclass(frozen=True, slots=True)
class ContentEntry(Entry):
    """One set of bytes as it was checked; owner is the version in force that brings it in, '' where none has it.

    others counts further versions in force with these bytes, each of which has a HolderEntry.
    loaded and total_cost are of all its good rows; duplicate and corrected, of those of them that do not count since
    another file speaks of the same sales. returns are the paths in raw/ of the mended rows that people returned, in
    their order.
    """

    kind: ClassVar[str] = "content"

    rules: str
    rows_in: int
    loaded: int
    quarantined: int
    total_cost: str
    min_date: str
    max_date: str
    months: tuple[str, ...]
    violations: dict[str, int] | None
    bronze: tuple[str, ...]
    quarantine: str
    path: str
    landed_at: datetime
    owner: str = ""
    others: int = 0
    returns: tuple[str, ...] = ()
    duplicate: int = 0
    duplicate_cost: str = ""
    corrected: int = 0
    corrected_cost: str = ""

    def held_as(self, other: "ContentEntry") -> Self:
        """The same in the hands of those who have the other, which landed when that did."""
        return replace(self, owner=other.owner, others=other.others, path=other.path, landed_at=other.landed_at)


@dataclass(frozen=True, slots=True)
class HolderEntry(Entry):
    """One version in force whose content another version owns: any number of them may hold the same bytes."""

    kind: ClassVar[str] = "holder"

    version: str


@dataclass(frozen=True, slots=True)
class PathEntry(Entry):
    """One landing path: the version in force ('' where none ever landed) and the last write dealt with."""

    kind: ClassVar[str] = "path"

    path: str
    version: str
    etag: str
    dropped_at: datetime
    seen_etag: str
    seen_version: str


@dataclass(frozen=True, slots=True)
class PendingEntry(Entry):
    """One content that silver has still to load or remove; held names the failed run that waits for a person.

    bronze holds the rows to load, or those to remove; replaces, earlier rows of the content that silver may hold
    instead. months are those of both. dropped_at is of the file that a person or a till waits for, None for replays.

    before      what silver holds of the content until then, as the manifest line that loaded it; '' for nothing
    after       the contents that it comes in place of on some path
    paths       the digests of the landing paths whose changes have brought it about
    taken_back  of a content that is held: whether silver holds again what it held before the run that failed
    """

    kind: ClassVar[str] = "pending"

    action: str
    content: str
    owner: str
    landing_path: str
    landed_at: datetime
    bronze: tuple[str, ...]
    months: tuple[str, ...]
    rows: int
    total_cost: str
    held: str = ""
    replaces: tuple[str, ...] = ()
    rows_in: int = 0
    quarantined: int = 0
    violations: dict[str, int] | None = None
    dropped_at: datetime | None = None
    before: str = ""
    after: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    taken_back: str = ""

    def also_of(self, path: str, after: tuple[str, ...]) -> Self:
        """The same, where a change of that path has brought it about too, in place of these contents."""
        return replace(
            self,
            after=tuple(sorted({*self.after, *after} - {self.content})),
            paths=tuple(sorted({*self.paths, digest(path)})),
        )


@dataclass(frozen=True, slots=True)
class OpenEntry(Entry):
    """One version whose check has begun at that time (UTC)."""

    kind: ClassVar[str] = "open"

    version: str
    since: datetime


@dataclass(frozen=True, slots=True)
class PoisonEntry(Entry):
    """One message that the host gave up after its tries; text is cut to a bounded length."""

    kind: ClassVar[str] = "poison"

    queue: str
    path: str
    text: str
    poisoned_at: datetime
