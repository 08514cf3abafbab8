"""The ledger's table: rows read by key or key range, and written only in conditional transactions.

All rows of a partition that one step changes are committed together or not at all (entity group transaction).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import EdmType, EntityProperty, TableServiceClient, TableTransactionError, UpdateMode

from functions.adapters.failures import storage_failures
from jobs.contracts.names import LEDGER_TABLE

_INT32 = 2**31
_LOST_RACE = {404, 409, 412}  # the row is gone, is there already, or has another etag


class RowChanged(Exception):
    """Raised when a row is no longer as it was read: read again, decide again."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; etag is '' for a row that has not been written yet."""

    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """Insert the row (no etag: it must not exist) or replace it (as read: it must not have changed)."""

    row: Row


@dataclass(frozen=True, slots=True)
class Drop:
    """Delete the row as it was read."""

    row: Row


@dataclass(frozen=True, slots=True)
class Merge:
    """Overwrite the named fields of a row that exists, whatever else it holds: only beside a condition of another."""

    row: Row


class RowStore:
    """The rows of the ledger's table."""

    def __init__(self, service: TableServiceClient) -> None:
        self._table = service.get_table_client(LEDGER_TABLE)

    def get(self, partition: str, key: str) -> Row | None:
        """The row of that key, or None."""
        with storage_failures(f"ledger/{partition}"):
            try:
                return _row(self._table.get_entity(partition, key))
            except ResourceNotFoundError:
                return None

    def beginning_with(self, partition: str, prefix: str) -> Iterator[Row]:
        """The rows whose key begins with prefix (which ends in ':'), in the order of their keys."""
        after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        with storage_failures(f"ledger/{partition}"):
            for entity in self._table.query_entities(
                "PartitionKey eq @partition and RowKey ge @first and RowKey lt @after",
                parameters={"partition": partition, "first": prefix, "after": after},
            ):
                yield _row(entity)

    def commit(self, partition: str, *changes: Put | Drop | Merge) -> list[str]:
        """Make all the changes, or none; the new etag of each row, '' for one that was deleted.

        Raises RowChanged where a row is not as it was read.
        """
        with storage_failures(f"ledger/{partition}"):
            try:
                done = self._table.submit_transaction([_operation(partition, change) for change in changes])
            except TableTransactionError as error:
                if error.status_code in _LOST_RACE:
                    raise RowChanged(f"{partition}: HTTP {error.status_code}") from error
                raise
        return [str(row.get("etag") or "") for row in done]


def _operation(partition: str, change: Put | Drop | Merge) -> Any:
    row = change.row
    entity = {
        "PartitionKey": partition,
        "RowKey": row.key,
        **{name: _typed(value) for name, value in row.fields.items()},
    }
    as_read = {"etag": row.etag, "match_condition": MatchConditions.IfNotModified}
    if isinstance(change, Drop):
        return ("delete", entity, as_read)
    if isinstance(change, Merge):
        return ("update", entity, {"mode": UpdateMode.MERGE})
    if not row.etag:
        return ("create", entity)
    return ("update", entity, {"mode": UpdateMode.REPLACE, **as_read})


def _typed(value: Any) -> Any:
    """A whole number that 32 bits do not hold has to say so: the SDK refuses it otherwise."""
    return EntityProperty(value, EdmType.INT64) if isinstance(value, int) and abs(value) >= _INT32 else value


def _row(entity: Any) -> Row:
    fields = {
        name: value.value if isinstance(value, EntityProperty) else value
        for name, value in entity.items()
        if name not in ("PartitionKey", "RowKey")
    }
    return Row(entity["RowKey"], fields, entity.metadata["etag"])
