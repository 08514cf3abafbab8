"""Makes tables forget what they held before: of what was erased, no older version is left to be read.

A Delta table keeps what was replaced: the data files for seven days, and the least and the greatest value of each
column of every file in its log for a month. Here both go at once, for the tables of persons and for no others.
"""

from collections.abc import Iterable

from deltalake import DeltaTable
from pyspark.sql import SparkSession

from jobs.catalogue import DIMENSIONS, Table, all_tables, dimension_table, node_table, record_table
from jobs.contracts.personal import datasets_of_persons
from jobs.derive.graph import nodes
from jobs.tables import Lake
from jobs.upkeep import by_engine

_LOG_KEPT = "delta.logRetentionDuration"
# What a table keeps of its log that nobody has told anything else: Delta's own default.
_AS_EVER = "interval 30 days"


def tables_of_persons() -> tuple[Table, ...]:
    """The records of the datasets of persons, and all tables that follow from them."""
    datasets = datasets_of_persons()
    tables = [record_table(dataset) for dataset in datasets]
    tables += [dimension_table(dataset) for dataset in datasets if dataset in DIMENSIONS]
    following = set(datasets)
    for node in nodes():
        if following.intersection(node.reads):
            following.add(node.name)
            tables.append(node_table(node))
    known = {str(table): table for table in all_tables()}
    return tuple(known[str(table)] for table in tables)


def forget(spark: SparkSession, lake: Lake) -> None:
    """Delete every file that the tables of persons do not need as they are now, those of their logs too.

    Apache Spark gives nobody a way to cut a log: there, what a log says of files that are gone stays for its 30 days.
    Doing it twice changes nothing more. Nobody may read or write the tables meanwhile.
    """
    by_engine(spark, lake, tables_of_persons(), by_delta_rs=_by_delta_rs, by_sql=_by_sql)


def _by_delta_rs(lake: Lake, tables: Iterable[Table]) -> None:
    for table in tables:
        delta = DeltaTable(lake.location(table))
        delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False, full=True)
        delta.alter.set_table_properties({_LOG_KEPT: "interval 0 seconds"})
        delta.update_incremental()
        delta.create_checkpoint()
        delta.cleanup_metadata()
        delta.alter.set_table_properties({_LOG_KEPT: _AS_EVER})


def _by_sql(spark: SparkSession, lake: Lake, tables: Iterable[Table]) -> None:
    check = "spark.databricks.delta.retentionDurationCheck.enabled"
    spark.sql(f"set {check} = false").collect()
    try:
        for table in tables:
            spark.sql(f"vacuum delta.`{lake.location(table)}` retain 0 hours").collect()
    finally:
        spark.sql(f"reset {check}").collect()
