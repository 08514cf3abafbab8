"""Reads one month of each table of a lake, in a process of its own, and of the same tables written anew.

Prints a JSON object: by table, how many files the month has, and the seconds of the quicker of some reads of both.
Arguments: the lake's root, the root of the fresh tables, the month, and 'tend' where the tables are compacted first.
"""

import json
import sys
import time

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.catalogue import Table, all_tables
from jobs.engine import open_session
from jobs.tables import Lake
from jobs.upkeep import tend

_READS = 5


def main(root: str, fresh_root: str, month: str, *, tended: bool) -> None:
    """Compare every table by month that is there."""
    spark, lake, fresh = open_session("embedded"), Lake(root), Lake(fresh_root)
    began = time.perf_counter()
    if tended:
        tend(spark, lake)
    took = time.perf_counter() - began
    tables = [table for table in all_tables() if table.by_month and lake.exists(spark, table)]
    compared = {}
    for table in tables:
        if not fresh.exists(spark, table):
            fresh.overwrite(table, lake.read(spark, table))
        old, new = (_month(spark, each, table, month) for each in (lake, fresh))
        compared[str(table)] = {"files": _files(lake, table, month), "seconds": _quickest(old), "fresh": _quickest(new)}
    print(json.dumps({"tend_seconds": round(took, 2), "tables": compared}))


def _month(spark: SparkSession, lake: Lake, table: Table, month: str) -> DataFrame:
    rows = lake.read(spark, table).where(sf.col("sales_month") == sf.lit(month))
    return rows.agg(*(sf.max(name).alias(name) for name in table.columns))


def _quickest(query: DataFrame) -> float:
    seconds = []
    for _ in range(_READS):
        began = time.perf_counter()
        query.toArrow()
        seconds.append(time.perf_counter() - began)
    return round(min(seconds), 4)


def _files(lake: Lake, table: Table, month: str) -> int:
    return sum(f"sales_month={month}/" in uri for uri in DeltaTable(lake.location(table)).file_uris())


if __name__ == "__main__":
    main(*sys.argv[1:4], tended=sys.argv[4:] == ["tend"])
