"""Which sales a batch and other files both speak of: found by the primary key, before silver is touched.

The keys come from the bronze files alone, also of what is taken out, so that a run that ended half-way and is repeated
finds the same other files and months, although silver has changed meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame, Row, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import SALES_RECORD
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.joins import found_in, not_found_in
from jobs.predicates import version_frame
from jobs.silver.sales import DATASET, KEY, is_keyed
from jobs.silver.schema import bronze_schema
from jobs.tables import Lake


@dataclass(frozen=True, slots=True)
class SharedKeys:
    """What a batch shares with other files, and its own files with one another.

    keys      one row per primary key of which a file of the batch speaks or spoke
    months    of each other version in silver that speaks of one of them, the months of those lines
    within    two versions that the batch loads speak of the same key
    """

    keys: DataFrame
    months: Mapping[str, frozenset[str]]
    within: bool

    @property
    def any(self) -> bool:
        """Whether some sale has more than one statement, or may have had one."""
        return bool(self.months) or self.within

    def all_months(self) -> frozenset[str]:
        """The months of other files' lines that the batch may change, 'yyyy-MM'."""
        return frozenset().union(*self.months.values())


def shared_keys(spark: SparkSession, lake: Lake, batch: Batch) -> SharedKeys:
    """The keys of the batch's bronze files, and who else speaks of them; in a full run there is nobody else."""
    if not KEY:
        return SharedKeys(spark.createDataFrame([], "file_version string"), {}, within=False)
    by_key = _by_key(spark, lake, batch)
    figures = [sf.max(sf.col("least") != sf.col("greatest")).alias("within"), sf.count(sf.lit(1)).alias("keys")]
    for name in KEY:
        figures += [sf.min(name).alias(f"least_{name}"), sf.max(name).alias(f"greatest_{name}")]
    (found,) = by_key.agg(*figures).collect()
    keys = by_key.select(*KEY)
    if batch.full or not found["keys"] or not lake.exists(spark, SALES_RECORD):
        return SharedKeys(keys, {}, bool(found["within"]))
    return SharedKeys(keys, _others(spark, lake, batch, keys, found), bool(found["within"]))


def _by_key(spark: SparkSession, lake: Lake, batch: Batch) -> DataFrame:
    """One row per key, with the least and the greatest of the loaded versions that speak of it, null for none."""
    lines = batch.of(DATASET)
    version = sf.col("file_version")
    loaded = _keyed(spark, lake, _loaded(lines)).withColumn("loaded_version", version)
    gone = () if batch.full else _gone(lines)
    rows = loaded.unionByName(_keyed(spark, lake, gone).withColumn("loaded_version", sf.lit(None).cast("string")))
    return rows.groupBy(*KEY).agg(sf.min("loaded_version").alias("least"), sf.max("loaded_version").alias("greatest"))


def _loaded(lines: Iterable[ManifestLine]) -> list[str]:
    return [path for line in lines if line.action == LOAD and line.rows for path in line.bronze]


def _gone(lines: Iterable[ManifestLine]) -> list[str]:
    return [path for line in lines for path in (*line.replaces, *(line.bronze if line.action != LOAD else ()))]


def _keyed(spark: SparkSession, lake: Lake, paths: Iterable[str]) -> DataFrame:
    return lake.bronze(spark, paths, bronze_schema(DATASET)).where(is_keyed()).select(*KEY, "file_version")


def _others(spark: SparkSession, lake: Lake, batch: Batch, keys: DataFrame, found: Row) -> Mapping[str, frozenset[str]]:
    record = lake.read(spark, SALES_RECORD).where(_within_bounds(found)).select(*KEY, "file_version", "sales_month")
    own = version_frame(spark, batch.versions(DATASET))
    others = not_found_in(found_in(record, keys, KEY), own, ["file_version"])
    months: dict[str, set[str]] = {}
    for row in others.select("file_version", "sales_month").distinct().collect():
        months.setdefault(row.file_version, set()).add(row.sales_month)
    return {version: frozenset(its) for version, its in months.items()}


def _within_bounds(found: Row) -> Column:
    """What lets an engine pass over files and row groups that cannot hold a key of the batch."""
    bounds: list[tuple[str, Any, Any]] = [(name, found[f"least_{name}"], found[f"greatest_{name}"]) for name in KEY]
    return reduce(lambda all_hold, bound: all_hold & sf.col(bound[0]).between(bound[1], bound[2]), bounds, sf.lit(True))
