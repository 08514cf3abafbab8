"""Which sales a batch and other files both speak of: found by the primary key, before silver is touched.

The keys come from the bronze files alone, also of what is taken out, so that a run that ended half-way and is repeated
finds the same other files and months, although silver has changed meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from math import ceil
from typing import Any

from pyspark.sql import Column, DataFrame, Row, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import SALES_RECORD
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.joins import found_in, not_found_in
from jobs.kept import keep
from jobs.predicates import version_frame
from jobs.silver.record import with_several
from jobs.silver.sales import DATASET, KEY, is_keyed
from jobs.silver.schema import bronze_schema
from jobs.tables import Lake

# Some 110 bytes each.
_KEYS_AT_ONCE = 10_000_000


@dataclass(frozen=True, slots=True)
class SharedKeys:
    """What a batch shares with other files, and its own files with one another.

    keys      one row per primary key of which a file of the batch speaks or spoke
    twice     one row per primary key of which two versions speak that the batch loads; None where there is none
    months    of each other version in silver that speaks of one of the keys, the months of those lines
    """

    keys: DataFrame
    twice: DataFrame | None
    months: Mapping[str, frozenset[str]]

    @property
    def any(self) -> bool:
        """Whether some sale has more than one statement, or may have had one."""
        return bool(self.months) or self.twice is not None

    def all_months(self) -> frozenset[str]:
        """The months of other files' lines that the batch may change, 'yyyy-MM'."""
        return frozenset().union(*self.months.values())


def shared_keys(spark: SparkSession, lake: Lake, batch: Batch) -> SharedKeys:
    """The keys of the batch's bronze files, and who else speaks of them; in a full run there is nobody else.

    Keeps rows beside the engine: to be called within kept_meanwhile().
    """
    if not KEY:
        return SharedKeys(spark.createDataFrame([], "file_version string"), None, {})
    loaded = _keyed(spark, lake, _loaded(batch.of(DATASET)))
    looked_up = keep(_twice(loaded, max(1, ceil(batch.rows(DATASET) / _KEYS_AT_ONCE))))
    twice = looked_up if looked_up.head(1) else None
    if batch.full or not lake.exists(spark, SALES_RECORD):
        return SharedKeys(loaded.select(*KEY).distinct(), twice, {})
    spoken_of = loaded.unionByName(_keyed(spark, lake, _gone(batch.of(DATASET))))
    keys = spoken_of.select(*KEY).distinct()
    return SharedKeys(keys, twice, _others(spark, lake, batch, keys, spoken_of))


def _twice(rows: DataFrame, parts: int) -> DataFrame:
    """The keys of which two versions speak.

    Looked for by numbers that take the places of keys and versions, one part of the numbers after the other: all keys
    of a long history as they are take more memory than a machine has. What looks like twice by its number is looked at
    again as it is. That two versions have the same number is as likely as to guess a key of 64 bits.
    """
    # Of rows that a filter has let through: see jobs.firsts.bucket().
    numbered = rows.withColumns({"number": sf.xxhash64(*KEY), "version_number": sf.xxhash64("file_version")})
    suspected = reduce(DataFrame.unionByName, (keep(_numbers_twice(numbered, part, parts)) for part in range(parts)))
    by_key = found_in(numbered, suspected, ["number"]).groupBy(*KEY)
    return with_several(by_key, "file_version").select(*KEY)


def _numbers_twice(numbered: DataFrame, part: int, parts: int) -> DataFrame:
    of_part = numbered.where(sf.pmod(sf.col("number"), sf.lit(parts)) == sf.lit(part))
    return with_several(of_part.groupBy("number"), "version_number").select("number")


def _loaded(lines: Iterable[ManifestLine]) -> list[str]:
    return [path for line in lines if line.action == LOAD and line.rows for path in line.bronze]


def _gone(lines: Iterable[ManifestLine]) -> list[str]:
    return [path for line in lines for path in (*line.replaces, *(line.bronze if line.action != LOAD else ()))]


def _keyed(spark: SparkSession, lake: Lake, paths: Iterable[str]) -> DataFrame:
    return lake.bronze(spark, paths, bronze_schema(DATASET)).where(is_keyed()).select(*KEY, "file_version")


def _others(
    spark: SparkSession, lake: Lake, batch: Batch, keys: DataFrame, spoken_of: DataFrame
) -> Mapping[str, frozenset[str]]:
    bounds = [each(name).alias(f"{each.__name__}_{name}") for name in KEY for each in (sf.min, sf.max)]
    (found,) = spoken_of.agg(sf.count(sf.lit(1)).alias("rows"), *bounds).collect()
    if not found["rows"]:
        return {}
    record = lake.read(spark, SALES_RECORD).where(_within_bounds(found)).select(*KEY, "file_version", "sales_month")
    own = version_frame(spark, batch.versions(DATASET))
    others = not_found_in(found_in(record, keys, KEY), own, ["file_version"])
    months: dict[str, set[str]] = {}
    for row in others.select("file_version", "sales_month").distinct().collect():
        months.setdefault(row.file_version, set()).add(row.sales_month)
    return {version: frozenset(its) for version, its in months.items()}


def _within_bounds(found: Row) -> Column:
    """What lets an engine pass over files and row groups that cannot hold a key of the batch."""
    bounds: list[tuple[str, Any, Any]] = [(name, found[f"min_{name}"], found[f"max_{name}"]) for name in KEY]
    return reduce(lambda all_hold, bound: all_hold & sf.col(bound[0]).between(bound[1], bound[2]), bounds, sf.lit(True))
