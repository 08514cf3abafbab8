"""The versions of a dimension made of its record: all of them, or those that rows of later days add to or end.

Both give the same versions: what was said up to a day, and whose files said so, is told by the versions as they were.
"""

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.firsts import first_of_each
from jobs.joins import beside
from jobs.silver.dimension import content, digest, statements, version_columns
from jobs.silver.record import RECENCY
from jobs.silver.schema import KEPT, cast_columns
from jobs.silver.through_time import begun

_ROW = ("file_version", "row_number")


def versions(records: DataFrame, dataset: str, snapshots: DataFrame) -> DataFrame:
    """The versions of ids of a dimension; one row per id and span of days in which the same was said of it.

    records       all rows of these ids in silver.<dimension>_record
    snapshots     those of all records, as snapshots() tells them
    version_key   '<id>@<valid_from>': the same however often the table is built
    valid_from    the business date from which on it was said
    valid_to      the day before something else was said or the id ended; 9999-12-31 while it holds
    is_current    it holds
    fact_from, fact_to   the business dates of the facts that point at this version: 0001-01-01 to 9999-12-31 without a
                  gap over all versions of an id
    source        whose files say so; null where those of several do
    extras, landed_at, file_version, row_number   of the statement that began the version
    Of one id and business date the statement landed last counts. A statement that repeats what held begins no version.
    """
    return _with_content(begun(told(records, dataset, snapshots)), records, dataset)


def continued(held: DataFrame, records: DataFrame, dataset: str, snapshots: DataFrame, since: date) -> DataFrame:
    """The same versions as versions() gives, from those that were held before rows of `since` and later were added.

    held       silver.<dimension> as it was, of the ids concerned
    records    their rows in silver.<dimension>_record, those that have been added among them, of `since` and later
    snapshots  as snapshots() tells them of all records of `since` and later
    To be asked of ids alone that can be continued.
    """
    last = last_before(held, since)
    said = _told_before(last, dataset, snapshots, since).unionByName(told(records, dataset, snapshots).drop("whole"))
    begun_by = _of_versions(last, dataset).unionByName(_of_versions(records, dataset))
    columns = list(version_columns(dataset))
    unchanged = held.where(sf.col("fact_to") < day_before(since)).select(*columns)
    return unchanged.unionByName(_with_content(begun(said), begun_by, dataset))


def day_before(day: date) -> Column:
    """The day before a day."""
    return sf.date_sub(sf.lit(day), 1)


def last_before(held: DataFrame, since: date) -> DataFrame:
    """The version of each id of silver.<dimension> that began last before a day; no row for ids that began later."""
    return held.where((sf.col("valid_from") < sf.lit(since)) & (sf.col("fact_to") >= day_before(since)))


def told(records: DataFrame, dataset: str, snapshots: DataFrame) -> DataFrame:
    """The statements that count, in few columns: windows over rows as they are take a machine's memory.

    id, said_on, source, content, next_snapshot, fact_from (null), file_version, row_number, whole.
    """
    (key,) = contract(dataset).primary_key
    said = statements(records, dataset).select(sf.col(key).alias("id"), "said_on", "source", "content", *RECENCY)
    dated = snapshots.join(
        first_of_each(said, ["id", "said_on"], [sf.col(name).desc() for name in RECENCY]), on=["source", "said_on"]
    )
    return dated.select(*_in_few_columns("id", "said_on", sf.lit(None).cast("date")), "whole")


def _of_versions(rows: DataFrame, dataset: str) -> DataFrame:
    """What a version takes along of the row that began it."""
    return rows.select(*content(dataset), *KEPT, "landed_at")


def _told_before(last: DataFrame, dataset: str, snapshots: DataFrame, since: date) -> DataFrame:
    """The same of the last versions before a day: as if each were told once, on the day on which it begins."""
    (key,) = contract(dataset).primary_key
    first_whole = snapshots.groupBy("source").agg(sf.min("whole").alias("first_whole"))
    said = beside(last.withColumn("content", digest(dataset)), first_whole, ["source"])
    had_ended = sf.col("valid_to") < day_before(since)
    ended = sf.when(had_ended, sf.date_add("valid_to", 1)).otherwise(sf.col("first_whole"))
    dated = said.withColumn("next_snapshot", ended)
    return dated.select(*_in_few_columns(key, "valid_from", sf.col("fact_from")))


def _in_few_columns(key: str, day: str, fact_from: Column) -> list[Column]:
    named = [sf.col(key).alias("id"), sf.col(day).alias("said_on"), fact_from.alias("fact_from")]
    return [*named, *(sf.col(name) for name in ("source", "content", "next_snapshot", *_ROW))]


def _with_content(begun: DataFrame, rows: DataFrame, dataset: str) -> DataFrame:
    joined = begun.join(_of_versions(rows, dataset), on=list(_ROW))
    return cast_columns(joined, version_columns(dataset))
