"""One transaction on a partition of the ledger: rows are read once, changed in memory and committed together."""

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from functions.adapters.rows import Drop, Put, Row, RowChanged, RowStore
from functions.ledger.entries import Entry

# A lost race is decided anew from fresh rows; a dozen lost in a row goes to the host, which tries the message again.
decided_again = retry(
    retry=retry_if_exception_type(RowChanged),
    stop=stop_after_attempt(12),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    reraise=True,
)


class Change:
    """What is read is remembered with its etag, so that the commit fails where any of it has changed since."""

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

    def put(self, entry: Entry, key: str) -> None:
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
        """Make all the changes, or none. Raises RowChanged where a row is not as it was read."""
        self._rows.commit(self._partition, *self._changes.values())
