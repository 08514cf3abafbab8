"""Joins of many rows with a few of another table: the few are held, the many pass by.

The embedded engine holds the left side of a join unless it knows the right one to be shorter, which it does not know
of files as they landed. What a held side has no match for, and of a semi join all that it gives, comes in one piece in
the end: of many rows that is longer than a message may be, and takes its memory twice.
"""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

_FOUND = "found_among_few"


def found_in(rows: DataFrame, few: DataFrame, on: Sequence[str]) -> DataFrame:
    """The rows whose key is among the few: those of a semi join.

    few   each key once; its other columns are left out
    on    the columns of the key, in both
    """
    return few.select(*on).join(rows, on=list(on))


def not_found_in(rows: DataFrame, few: DataFrame, on: Sequence[str]) -> DataFrame:
    """The rows whose key is not among the few, those without a key too; `few` and `on` as in found_in()."""
    marked = few.select(*on, sf.lit(True).alias(_FOUND))
    return marked.join(rows, on=list(on), how="right").where(sf.col(_FOUND).isNull()).drop(_FOUND)


def beside(rows: DataFrame, few: DataFrame, on: Sequence[str]) -> DataFrame:
    """All rows, with what the few say of their key, null where they say nothing; `few` holds each key once."""
    return few.join(rows, on=list(on), how="right")
