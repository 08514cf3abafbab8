"""What was wrong with each file, rule by rule: the rows that landing refused, and those that silver put right."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.joins import found_in
from jobs.silver.dimension import statements
from jobs.silver.record import with_several
from jobs.silver.schema import cast_columns

REFUSED = "refused"
REPAIRED = "repaired"
# A file that says several things of one id and business date: the last of them counts.
KEY_TWICE = "key-twice"
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "dataset": "string",
        "file_version": "string",
        "landed_on": "date",
        "rule": "string",
        "kind": "string",
        "rows_checked": "bigint",
        "rows_hit": "bigint",
    }
)
_FILES = "dataset string, file_version string, landed_on date, rows_checked bigint"
_HITS = "file_version string, rule string, kind string, rows_hit bigint"


def file_quality(spark: SparkSession, lines: Iterable[ManifestLine], repairs: Iterable[DataFrame]) -> DataFrame:
    """The rules that the loaded files of a batch broke: one row per file version and rule, or one that names no rule.

    repairs        what silver put right in them: file_version, rule, kind, rows_hit
    landed_on      the day (UTC) on which the file landed
    rule           a code of docs/violations.md that rows were refused by, or 'key-twice'; null where none was broken
    kind           'refused' or 'repaired'
    rows_checked   rows of the file, good and refused
    rows_hit       those that broke the rule; a row may break several
    """
    loaded = [line for line in lines if line.action == LOAD]
    refused = [(line.version, code, REFUSED, rows) for line in loaded for code, rows in line.violations]
    hits = spark.createDataFrame(refused, _HITS)
    for repaired in repairs:
        hits = hits.unionByName(repaired)
    files = spark.createDataFrame([_file(line) for line in loaded], _FILES)
    rules = files.join(hits, on="file_version", how="left")
    return cast_columns(rules.withColumn("rows_hit", sf.coalesce("rows_hit", sf.lit(0))), COLUMNS)


def keys_twice(records: DataFrame, dataset: str) -> DataFrame:
    """The rows of a dimension's files that do not count since a later row of their file says otherwise of their id.

    One row per file version that has any: file_version, rule, kind, rows_hit.
    """
    (key,) = contract(dataset).primary_key
    of_key = ["file_version", key, "said_on"]
    said = statements(records, dataset).select(*of_key, "row_number", "content")
    # Few, so that the window is not over every row.
    otherwise = with_several(said.groupBy(*of_key), "content").select(*of_key)
    to_the_end = Window.partitionBy(*of_key).orderBy("row_number")
    to_the_end = to_the_end.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    counting = found_in(said, otherwise, of_key).withColumn("counting", sf.last("content").over(to_the_end))
    passed_over = counting.where(sf.col("content") != sf.col("counting"))
    counted = passed_over.groupBy("file_version").agg(sf.count(sf.lit(1)).alias("rows_hit"))
    return counted.select("file_version", sf.lit(KEY_TWICE).alias("rule"), sf.lit(REPAIRED).alias("kind"), "rows_hit")


def _file(line: ManifestLine) -> tuple[str, str, date, int]:
    landed_on = datetime.fromisoformat(line.landed_at).astimezone(UTC).date()
    return line.dataset, line.version, landed_on, line.rows_in
