"""The dimensions as they held through time: of what the files say of an id, its versions, one after the other (SCD2).

A row says what holds of its id from its business date on: its own `business_date`, else the day (UTC) on which its file
landed. All follows from the records that are there, whatever the order in which their files arrived: a late file takes
the place that its business date gives it.

A file may be a full snapshot of its source (`delivery` is 'full'; the source is the second part of landing_path). It
ends the ids whose latest statement came from that source and of which nothing is said on its date. All full files of a
source and date are one snapshot; where rows were refused from one of them, nobody knows who is missing: it ends none.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.silver.record import RECENCY, record_columns
from jobs.silver.schema import KEPT, cast_columns, content_digest, contract_columns

FULL = "full"
# What a row says of itself and not of its id.
_OF_THE_ROW = ("business_date", "delivery")
_VALIDITY = {
    "version_key": "string",
    "valid_from": "date",
    "valid_to": "date",
    "is_current": "boolean",
    "fact_from": "date",
    "fact_to": "date",
}
_EVER = "9999-12-31"
_SINCE_EVER = "0001-01-01"


def dimension_record_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dimension>_record; quarantined counts the refused rows of the file."""
    return {**record_columns(dataset), "quarantined": "bigint"}


def version_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dimension>."""
    return {**_content(dataset), **_VALIDITY, **KEPT, "landed_at": "timestamp"}


def versions(records: DataFrame, dataset: str) -> DataFrame:
    """The versions of each id of a dimension; one row per id and span of days in which the same was said of it.

    records       silver.<dimension>_record as a whole
    version_key   '<id>@<valid_from>': the same however often the table is built
    valid_from    the business date from which on it was said
    valid_to      the day before something else was said or the id ended; 9999-12-31 while it holds
    is_current    it holds
    fact_from, fact_to   the business dates of the facts that point at this version: 0001-01-01 to 9999-12-31 without a
                  gap over all versions of an id
    extras, landed_at, file_version, row_number   of the statement that began the version
    Of one id and business date the statement landed last counts. A statement that repeats what held begins no version.
    """
    (key,) = contract(dataset).primary_key
    said = statements(records, dataset)
    latest = Window.partitionBy(key, "said_on").orderBy(*(sf.col(name).desc() for name in RECENCY))
    counting = said.withColumn("recency", sf.row_number().over(latest)).where(sf.col("recency") == sf.lit(1))
    dated = counting.join(_next_snapshots(said), on=["source", "said_on"], how="left")
    begun = _beginnings(dated, key)
    through_time = Window.partitionBy(key).orderBy("said_on")
    held = begun.withColumns(
        {
            "day_before_next": sf.date_sub(sf.lead("said_on").over(through_time), 1),
            "is_first": sf.row_number().over(through_time) == sf.lit(1),
        }
    )
    fact_to = sf.coalesce("day_before_next", _day(_EVER))
    valid_to = sf.least(fact_to, sf.coalesce(sf.date_sub("ends_on", 1), _day(_EVER)))
    columns = {
        "version_key": sf.concat(sf.col(key).cast("string"), sf.lit("@"), sf.col("said_on").cast("string")),
        "valid_from": sf.col("said_on"),
        "valid_to": valid_to,
        "is_current": valid_to == _day(_EVER),
        "fact_from": sf.when(sf.col("is_first"), _day(_SINCE_EVER)).otherwise(sf.col("said_on")),
        "fact_to": fact_to,
    }
    return cast_columns(held.withColumns(columns), version_columns(dataset))


def last_versions(versions: DataFrame) -> DataFrame:
    """The version of each id that came last, ended or not; one row per id of silver.<dimension>."""
    return versions.where(sf.col("fact_to") == _day(_EVER))


def statements(records: DataFrame, dataset: str) -> DataFrame:
    """What each row says, of which day; one row per row of `records`, with all its columns.

    said_on   the business date
    source    whose file it is
    content   a digest of what it says of its id
    """
    return records.withColumns(
        {
            "said_on": sf.coalesce("business_date", sf.to_date("landed_at")),
            "source": sf.split_part("landing_path", sf.lit("/"), sf.lit(2)),
            "content": content_digest((*_content(dataset), "extras")),
        }
    )


def _content(dataset: str) -> dict[str, str]:
    return {name: type_ for name, type_ in contract_columns(contract(dataset)).items() if name not in _OF_THE_ROW}


def _next_snapshots(said: DataFrame) -> DataFrame:
    """When each source next tells of all its ids; one row per source and said_on, next_snapshot null where never."""
    is_full = sf.coalesce(sf.col("delivery") == sf.lit(FULL), sf.lit(False))
    by_day = said.groupBy("source", "said_on").agg(
        sf.max(is_full).alias("is_full"),
        sf.max(sf.when(is_full, sf.col("quarantined")).otherwise(sf.lit(0))).alias("refused"),
    )
    whole = sf.when(sf.col("is_full") & (sf.col("refused") == sf.lit(0)), sf.col("said_on"))
    later = Window.partitionBy("source").orderBy("said_on").rowsBetween(1, Window.unboundedFollowing)
    return by_day.select("source", "said_on", sf.min(whole).over(later).alias("next_snapshot"))


def _beginnings(dated: DataFrame, key: str) -> DataFrame:
    """The statements that begin a version; ends_on: the first snapshot, from then on, that does not hold the id."""
    through_time = Window.partitionBy(key).orderBy("said_on")
    next_said, snapshot = sf.lead("said_on").over(through_time), sf.col("next_snapshot")
    ended = dated.withColumn("missing_on", sf.when(next_said.isNull() | (snapshot < next_said), snapshot))
    repeats = sf.col("content").eqNullSafe(sf.lag("content").over(through_time))
    had_ended = sf.lag("missing_on").over(through_time).isNotNull()
    onwards = through_time.rowsBetween(Window.currentRow, Window.unboundedFollowing)
    told = ended.withColumns({"begins": ~repeats | had_ended, "ends_on": sf.min("missing_on").over(onwards)})
    return told.where("begins")


def _day(iso: str) -> Column:
    return sf.lit(iso).cast("date")
