"""Which of several statements about a sale counts: a line that a second file repeats, and one that it corrects.

What one file says of a primary key, all its lines together, is one statement. The statements of a key stand in the
order in which their files landed. One that says the same as the one before it is a duplicate; any other corrects what
counted until then. The last that is no duplicate counts. Lines without a primary key are never merged.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.joins import beside, found_in
from jobs.silver.record import with_several
from jobs.silver.sales import COLUMNS as SALE_COLUMNS
from jobs.silver.sales import DATASET, is_keyed
from jobs.silver.schema import cast_columns, content_digest

COUNTED = "counted"
DUPLICATE = "duplicate"
CORRECTED = "corrected"
STANDING: Mapping[str, str] = MappingProxyType({"standing": "string", "in_favour_of": "string", "corrects": "string"})
COLUMNS: Mapping[str, str] = MappingProxyType({**SALE_COLUMNS, **STANDING})


def all_counted(lines: DataFrame) -> DataFrame:
    """The lines as silver.sales_record keeps them, where no two files hold the same key; one row per row of `lines`."""
    nothing = {name: sf.lit(None) for name in STANDING}
    return cast_columns(lines.withColumns({**nothing, "standing": sf.lit(COUNTED)}), COLUMNS)


def with_standing(lines: DataFrame, standings: DataFrame) -> DataFrame:
    """The lines as silver.sales_record keeps them, where `standings` says how some of them stand; one row per line.

    standings     as standings() gives them
    standing      'counted', 'duplicate' (its file repeats what was said of the key just before) or 'corrected' (a
                  file that landed later says something else)
    in_favour_of  the file version whose statement of the key counts instead; null where this one counts
    corrects      the file version whose statement this one has replaced; null where there was none, and on duplicates
    """
    return cast_columns(judged(lines, standings), COLUMNS)


def judged(lines: DataFrame, standings: DataFrame) -> DataFrame:
    """The lines with their standing, and with all other columns that they have."""
    joined = beside(lines, standings, ["sale_key", "file_version"])
    return joined.withColumn("standing", sf.coalesce("standing", sf.lit(COUNTED)))


def standings(lines: DataFrame) -> DataFrame:
    """How each statement stands of a key that several versions speak of: sale_key, file_version, and STANDING.

    lines   all statements of those keys; beside them any others, of which nothing is said
    """
    in_order = Window.partitionBy("sale_key").orderBy("landed_at", "file_version")
    before = in_order.rowsBetween(Window.unboundedPreceding, -1)
    throughout = in_order.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    said = _said(lines).withColumn("said_before", sf.lag("content").over(in_order))
    is_new = sf.col("said_before").isNull() | (sf.col("said_before") != sf.col("content"))
    new = said.withColumn("new_version", sf.when(is_new, sf.col("file_version")))
    ranked = new.withColumns(
        {
            "counting": sf.last("new_version", ignorenulls=True).over(throughout),
            "replaced": sf.last("new_version", ignorenulls=True).over(before),
        }
    )
    counts = sf.col("file_version") == sf.col("counting")
    repeats = sf.col("new_version").isNull()
    told = ranked.withColumns(
        {
            "standing": sf.when(repeats, sf.lit(DUPLICATE)).when(counts, sf.lit(COUNTED)).otherwise(sf.lit(CORRECTED)),
            "in_favour_of": sf.when(repeats | ~counts, sf.col("counting")),
            "corrects": sf.when(~repeats, sf.col("replaced")),
        }
    )
    return told.select("sale_key", "file_version", *STANDING)


def _said(lines: DataFrame) -> DataFrame:
    """What each version says of each key that several speak of: sale_key, file_version, landed_at, content (a digest).

    Two contents are equal where the lines are, by the contract's columns and however often each is there.
    """
    shared = with_several(lines.where(is_keyed()).groupBy("sale_key"), "file_version").select("sale_key")
    statement = found_in(lines, shared, ["sale_key"]).groupBy("sale_key", "file_version")
    return statement.agg(
        sf.min("landed_at").alias("landed_at"),
        sf.array_join(
            sf.sort_array(sf.collect_list(content_digest(column.name for column in contract(DATASET).columns))), ","
        ).alias("content"),
    )
