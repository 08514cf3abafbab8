"""Tables that a run has begun to build as a whole, in several commits, and has not ended: silver.unfinished.

A table that is built month by month has the columns of now from its first month on. Were the run to die then, nothing
in the table would tell that months are missing; so it is named here until the run has ended.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

from jobs.catalogue import UNFINISHED, Table
from jobs.contracts.errors import RunFailed
from jobs.tables import Lake


def unfinished(spark: SparkSession, lake: Lake) -> frozenset[str]:
    """The tables that no run has ended building as a whole, such as 'gold.fact_sales'; none while all is well."""
    return frozenset(row.table_name for row in lake.read(spark, UNFINISHED).collect())


@contextmanager
def built_as_a_whole(spark: SparkSession, lake: Lake, tables: Iterable[Table]) -> Iterator[None]:
    """The tables are named as unfinished from before the block until it has ended well."""
    named = frozenset(map(str, tables))
    if not named:
        yield
        return
    others = unfinished(spark, lake) - named
    _name(spark, lake, others | named)
    yield
    _name(spark, lake, others)


def require_finished(spark: SparkSession, lake: Lake, table: Table) -> None:
    """Raises RunFailed where a run has begun to build the table as a whole and has not ended."""
    if str(table) in unfinished(spark, lake):
        raise RunFailed(
            "A full run has begun to build a table and has not ended: months of it may be missing.",
            where=str(table),
            next_step="run a full refresh to its end",
        )


def _name(spark: SparkSession, lake: Lake, tables: Iterable[str]) -> None:
    rows = spark.createDataFrame([(table,) for table in sorted(tables)], "table_name string")
    lake.of_few_rows().overwrite(UNFINISHED, rows)
