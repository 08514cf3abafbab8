"""Commits of a few rows by delta-rs, for the embedded engine.

The engine's own writer asks storage some forty times for each commit, and more with each since the last checkpoint;
delta-rs, which holds the table's state between commits, asks eight times. What it writes is the same Delta table.
"""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import pyarrow as pa
from deltalake import DeltaTable, PostCommitHookProperties, Schema, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from pyspark.sql import SparkSession

from jobs.contracts.errors import RunFailed

_BY_MONTH = ["sales_month"]
# After so many commits a reader begins at a checkpoint, as with the engine's own writer.
_PROPERTIES: Mapping[str, str | None] = {"delta.checkpointInterval": "10"}
# What is old of the log is for the upkeep: to look for it costs each commit a request.
_AFTERWARDS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)
_MOST = 256
_HELD: "WeakKeyDictionary[SparkSession, dict[str, DeltaTable]]" = WeakKeyDictionary()


def commit(spark: SparkSession, location: str, rows: pa.Table, *, replacing: str, by_month: bool) -> None:
    """Put the rows in place of those that meet the predicate, of all where it is ''; creates the table at need.

    spark  the session, which tells the storage behind the location from that of other sessions
    rows   all columns of the table, of their types
    Raises CommitFailedError where another writer was quicker, RunFailed where a row does not meet the predicate.
    """
    rows = pa.table(rows.columns, schema=pa.schema([field.with_nullable(True) for field in rows.schema]))
    try:
        _commit(spark, location, rows, replacing, by_month)
    except CommitFailedError:
        raise
    except (DeltaError, OSError) as error:
        # Its first line only: those that follow show rows.
        said = str(error).splitlines()[0][:300]
        raise RunFailed("A table was not written.", where=location, found=said) from None


def _commit(spark: SparkSession, location: str, rows: pa.Table, replacing: str, by_month: bool) -> None:
    try:
        table = _held(spark, location)
    except TableNotFoundError:
        parted = _BY_MONTH if by_month else None
        write_deltalake(location, rows, mode="overwrite", partition_by=parted, configuration=_PROPERTIES)
        return
    table.update_incremental()
    if not rows.num_rows and not table.file_uris() and Schema.from_arrow(rows.schema) == table.schema():
        return  # nothing in place of nothing
    if replacing:
        write_deltalake(table, rows, mode="overwrite", predicate=replacing, post_commithook_properties=_AFTERWARDS)
    else:
        write_deltalake(table, rows, mode="overwrite", schema_mode="overwrite", post_commithook_properties=_AFTERWARDS)


def let_go() -> None:
    """Hold no table any more: the next commit reads its log anew, which somebody may have cut short meanwhile."""
    _HELD.clear()


def _held(spark: SparkSession, location: str) -> DeltaTable:
    tables = _HELD.setdefault(spark, {})
    if location not in tables:
        if len(tables) >= _MOST:
            tables.pop(next(iter(tables)), None)
        tables[location] = DeltaTable(location)
    return tables[location]
