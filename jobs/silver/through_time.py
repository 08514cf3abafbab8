"""What follows for each id from the order of its statements: which begin a version, and when it ends.

The ids of a bucket stand in one window, one after the other, and a row looks at the rows beside it: windows for each id
take the embedded engine 20 microseconds and 3 KB of it.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.firsts import bucket
from jobs.silver.dimension import EVER, VALIDITY

_SINCE_EVER = "0001-01-01"


def begun(said: DataFrame) -> DataFrame:
    """The statements that begin a version, and what holds of it: VALIDITY, file_version, row_number.

    said   one row per id and said_on: source, content, next_snapshot, fact_from (null where it follows), file_version,
           row_number
    """
    in_order = Window.partitionBy("bucket").orderBy("id", "said_on")
    up_to_here = in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    beside = said.withColumn("bucket", bucket("id")).withColumns(
        {
            "is_first": ~_same("id", sf.lag("id").over(in_order)),
            "is_last": ~_same("id", sf.lead("id").over(in_order)),
            "next_said": sf.lead("said_on").over(in_order),
            "repeats": _same("content", sf.lag("content").over(in_order)),
            "by_another": ~_same("source", sf.lag("source").over(in_order)),
        }
    )
    # The first snapshot after the statement that does not hold the id.
    missing = sf.col("is_last") | (sf.col("next_snapshot") < sf.col("next_said"))
    ended = beside.withColumn("missing_on", sf.when(missing, sf.col("next_snapshot")))
    had_ended = sf.lag("missing_on").over(in_order).isNotNull()
    marked = ended.withColumn("begins", sf.col("is_first") | ~sf.col("repeats") | had_ended)
    counted = marked.withColumns(
        {
            "ends": sf.col("is_last") | sf.lead("begins").over(in_order),
            "others": sf.sum((~sf.col("begins") & sf.col("by_another")).cast("int")).over(up_to_here),
        }
    )
    # A statement that begins a version ends it too, or the one that ends it comes next.
    bounds = counted.where("begins or ends")

    def at_its_end(name: str) -> Column:
        return sf.when(sf.col("ends"), sf.col(name)).otherwise(sf.lead(name).over(in_order))

    told = bounds.withColumns(
        {
            "end_missing_on": at_its_end("missing_on"),
            "end_others": at_its_end("others"),
            "end_next_said": at_its_end("next_said"),
            "end_is_last": at_its_end("is_last"),
        }
    )
    return told.where("begins").select(*(column.alias(name) for name, column in _validity().items()), *_ROW)


_ROW = ("file_version", "row_number")


def _validity() -> dict[str, Column]:
    next_version = sf.when(~sf.col("end_is_last"), sf.col("end_next_said"))
    fact_to = sf.coalesce(sf.date_sub(next_version, 1), _day(EVER))
    valid_to = sf.least(fact_to, sf.coalesce(sf.date_sub("end_missing_on", 1), _day(EVER)))
    fact_from = sf.when(sf.col("is_first"), _day(_SINCE_EVER)).otherwise(sf.col("said_on"))
    columns = {
        "version_key": sf.concat(sf.col("id").cast("string"), sf.lit("@"), sf.col("said_on").cast("string")),
        "valid_from": sf.col("said_on"),
        "valid_to": valid_to,
        "is_current": valid_to == _day(EVER),
        "fact_from": sf.coalesce("fact_from", fact_from),
        "fact_to": fact_to,
        "source": sf.when(sf.col("end_others") == sf.col("others"), sf.col("source")),
    }
    return {name: columns[name] for name in VALIDITY}


def _same(name: str, other: Column) -> Column:
    return sf.col(name).eqNullSafe(other)


def _day(iso: str) -> Column:
    return sf.lit(iso).cast("date")
