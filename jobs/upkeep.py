"""Keeps tables quick to read: many small files become few, and files that no reader needs any more are deleted.

A batch adds a file or two to each month that it touches. Compaction writes them anew as one; what it replaces stays for
seven days, so that a reader that has begun can end, and so that a table can be looked at as it was.
"""

from collections.abc import Callable, Iterable

from deltalake import DeltaTable, WriterProperties
from pyspark.sql import SparkSession

from jobs.catalogue import Table, all_tables
from jobs.delta_rs import let_go
from jobs.engine import EMBEDDED, engine_of
from jobs.tables import Lake

KEPT_HOURS = 7 * 24
# A file is read by several cores, a group of its rows by one; and what the engine writes itself is packed so.
_ROWS_IN_A_GROUP = 131_072
_WRITTEN = WriterProperties(max_row_group_size=_ROWS_IN_A_GROUP, compression="SNAPPY")


def tend(spark: SparkSession, lake: Lake) -> None:
    """Compact every table that there is, and delete what was replaced more than seven days ago.

    Doing it twice changes nothing more. No run may write the tables meanwhile.
    """
    by_engine(spark, lake, all_tables(), by_delta_rs=_by_delta_rs, by_sql=_by_sql)


def by_engine(
    spark: SparkSession,
    lake: Lake,
    tables: Iterable[Table],
    *,
    by_delta_rs: Callable[[Lake, Iterable[Table]], None],
    by_sql: Callable[[SparkSession, Lake, Iterable[Table]], None],
) -> None:
    """Work on those of the tables that there are: by delta-rs beside the embedded engine, else by the engine's SQL."""
    there = [table for table in tables if lake.exists(spark, table)]
    if engine_of(spark) == EMBEDDED:
        by_delta_rs(lake, there)
        let_go()
    else:
        by_sql(spark, lake, there)


def _by_delta_rs(lake: Lake, tables: Iterable[Table]) -> None:
    # The embedded engine has no OPTIMIZE and no VACUUM. It and delta-rs find storage by the same environment.
    for table in tables:
        delta = DeltaTable(lake.location(table))
        delta.optimize.compact(writer_properties=_WRITTEN)
        delta.create_checkpoint()
        delta.vacuum(retention_hours=KEPT_HOURS, dry_run=False)
        delta.cleanup_metadata()


def _by_sql(spark: SparkSession, lake: Lake, tables: Iterable[Table]) -> None:
    for table in tables:
        spark.sql(f"optimize delta.`{lake.location(table)}`").collect()
        spark.sql(f"vacuum delta.`{lake.location(table)}` retain {KEPT_HOURS} hours").collect()
