"""Transactions on a partition of the ledger: rows are seen once, changed in memory and committed together."""

from collections.abc import Iterator
from dataclasses import replace

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from functions.adapters.rows import Drop, Put, Row, RowChanged, RowStore
from functions.ledger.entry import Entry

# A lost race is decided anew from fresh rows; a dozen lost in a row goes to the host, which tries the message again.
decided_again = retry(
    retry=retry_if_exception_type(RowChanged),
    stop=stop_after_attempt(12),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    reraise=True,
)


class View:
    """A partition as one piece of work has last seen it: each row is asked for once, until a commit finds it changed.

    That is safe since every decision ends in a commit that is conditional on what was seen, and rows that were seen
    to be away are created, which fails where they have come since.
    """

    def __init__(self, rows: RowStore, partition: str) -> None:
        self._rows, self.partition = rows, partition
        self._seen: dict[str, Row | None] = {}

    def read(self, key: str) -> Row | None:
        """The row as last seen; None for no row."""
        if key not in self._seen:
            self._seen[key] = self._rows.get(self.partition, key)
        return self._seen[key]

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin with prefix (which ends in ':'), in their order; their rows are seen by that."""
        for row in self._rows.beginning_with(self.partition, prefix):
            self._seen.setdefault(row.key, row)
            yield row.key

    def is_away(self, key: str) -> None:
        """Say that there is no such row, where another one that is always written with it is not there either."""
        self._seen.setdefault(key, None)

    def commit(self, changes: dict[str, Put | Drop]) -> None:
        """Make all the changes, or none. Raises RowChanged, after which rows are read afresh."""
        try:
            written = self._rows.commit(self.partition, *changes.values())
        except RowChanged:
            self._seen.clear()
            raise
        for (key, change), etag in zip(changes.items(), written, strict=True):
            self._seen[key] = replace(change.row, etag=etag) if isinstance(change, Put) else None


class Change:
    """Changes to a view, collected and then committed together."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._changes: dict[str, Put | Drop] = {}

    @property
    def partition(self) -> str:
        """The partition that is changed."""
        return self._view.partition

    def read(self, key: str) -> Row | None:
        """The row as it will be after the changes made so far."""
        if key in self._changes:
            change = self._changes[key]
            return change.row if isinstance(change, Put) else None
        return self._view.read(key)

    def beginning_with(self, prefix: str) -> Iterator[Row]:
        """The rows there are by keys that begin with prefix (which ends in ':'), as they will be after the changes."""
        return (row for key in self._view.keys(prefix) if (row := self.read(key)))

    def put(self, entry: Entry, key: str) -> None:
        """Write an entry in place of the row that was seen."""
        full = f"{entry.kind}:{key}"
        before = self._view.read(full)
        self._changes[full] = Put(entry.row(key, before.etag if before else ""))

    def drop(self, key: str) -> None:
        """Delete the row where there is one."""
        before = self._view.read(key)
        if before:
            self._changes[key] = Drop(before)

    def commit(self) -> None:
        """Make all the changes, or none. Raises RowChanged where a row is not as it was seen."""
        self._view.commit(self._changes)
