"""The dimensions as they held through time: of what the files say of an id, its versions, one after the other (SCD2).

A row says what holds of its id from its business date on: its own `business_date`, else the day (UTC) on which its file
landed. All follows from the records that are there, whatever the order in which their files arrived: a late file takes
the place that its business date gives it.

A file may be a full snapshot of its source (`delivery` is 'full'; the source is the second part of landing_path). It
ends the ids whose latest statement came from that source and of which nothing is said on its date. All full files of a
source and date are one snapshot; where rows were refused from one of them, nobody knows who is missing: it ends none.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.silver.record import record_columns
from jobs.silver.schema import KEPT, content_digest, contract_columns

FULL = "full"
# What a row says of itself and not of its id.
_OF_THE_ROW = ("business_date", "delivery")
VALIDITY: Mapping[str, str] = MappingProxyType(
    {
        "version_key": "string",
        "valid_from": "date",
        "valid_to": "date",
        "is_current": "boolean",
        "fact_from": "date",
        "fact_to": "date",
        "source": "string",
    }
)
EVER = "9999-12-31"


def dimension_record_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dimension>_record; quarantined counts the refused rows of the file."""
    return {**record_columns(dataset), "quarantined": "bigint"}


def version_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dimension>."""
    return {**content(dataset), **VALIDITY, **KEPT, "landed_at": "timestamp"}


def last_versions(versions: DataFrame) -> DataFrame:
    """The version of each id that came last, ended or not; one row per id of silver.<dimension>."""
    return versions.where(sf.col("fact_to") == sf.lit(EVER).cast("date"))


def statements(records: DataFrame, dataset: str) -> DataFrame:
    """What each row says, of which day; one row per row of `records`, with all its columns.

    said_on   the business date
    source    whose file it is
    content   a digest of what it says of its id
    """
    return records.withColumns({"said_on": said_on(), "source": _source(), "content": digest(dataset)})


def said_on() -> Column:
    """The business date of a row of silver.<dimension>_record."""
    return sf.coalesce("business_date", sf.to_date("landed_at"))


def said_since(day: date) -> Column:
    """Whether that is the day or a later one; told so that an engine can pass over files by their bounds."""
    at = sf.lit(day)
    stated, landed = sf.col("business_date"), sf.col("landed_at")
    return (stated >= at) | (stated.isNull() & (landed >= at.cast("timestamp")))


def snapshots(records: DataFrame) -> DataFrame:
    """The days on which sources tell of their ids; one row per source and said_on.

    whole           said_on where all its files of that day are a full snapshot without a refused row; else null
    next_snapshot   the next such day of the source after this one; null where there is none
    """
    said = records.select(said_on().alias("said_on"), _source().alias("source"), "delivery", "quarantined")
    is_full = sf.coalesce(sf.col("delivery") == sf.lit(FULL), sf.lit(False))
    by_day = said.groupBy("source", "said_on").agg(
        sf.max(is_full).alias("is_full"),
        sf.max(sf.when(is_full, sf.col("quarantined")).otherwise(sf.lit(0))).alias("refused"),
    )
    whole = sf.when(sf.col("is_full") & (sf.col("refused") == sf.lit(0)), sf.col("said_on"))
    later = Window.partitionBy("source").orderBy("said_on").rowsBetween(1, Window.unboundedFollowing)
    told = by_day.withColumn("whole", whole)
    return told.select("source", "said_on", "whole", sf.min("whole").over(later).alias("next_snapshot"))


def content(dataset: str) -> dict[str, str]:
    """Name and type of the columns that say something of an id."""
    return {name: type_ for name, type_ in contract_columns(contract(dataset)).items() if name not in _OF_THE_ROW}


def digest(dataset: str) -> Column:
    """A digest of what a row of the record, or a version, says of its id."""
    return content_digest((*content(dataset), "extras"))


def _source() -> Column:
    return sf.split_part("landing_path", sf.lit("/"), sf.lit(2))
