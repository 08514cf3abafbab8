"""Rows by the two columns that tables are replaced by: the file version and the month."""

from collections.abc import Iterable, Sequence

from pyspark.sql import DataFrame, SparkSession

from jobs.joins import found_in

# Sail takes time with the square of an IN list's length: 0.3 s for 100 names, 3 s for 400, minutes for 5,000.
VERSIONS_IN_A_PREDICATE = 100


def version_frame(spark: SparkSession, versions: Iterable[str]) -> DataFrame:
    """One row per file version: file_version. To be joined with, where an IN list would be long."""
    return spark.createDataFrame([(version,) for version in sorted(set(versions))], "file_version string")


def of_versions(rows: DataFrame, versions: Sequence[str]) -> DataFrame:
    """The rows of these file versions."""
    if len(versions) <= VERSIONS_IN_A_PREDICATE:
        return rows.where(in_list("file_version", versions))
    return found_in(rows, version_frame(rows.sparkSession, versions), ["file_version"])


def months_of(rows: DataFrame) -> set[str]:
    """The months, 'yyyy-MM', that rows of a table by month lie in."""
    return {row.sales_month for row in rows.select("sales_month").distinct().collect()}


def in_list(column: str, texts: Iterable[str]) -> str:
    """The predicate in SQL that the column is one of these texts."""
    # Versions and months only, which are hex digits and 'yyyy-MM' by the check of the batch: nothing to escape.
    return f"{column} in ({', '.join(repr(text) for text in texts)})"
