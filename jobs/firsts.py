"""The first row of each key, in windows that hold many keys one after the other.

To the embedded engine a window for each key takes some microseconds and kilobytes, whatever it holds.
"""

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

# So many windows that the executors of a cluster share them.
BUCKETS = 64
_BUCKET, _IS_FIRST = "bucket_of_keys", "is_first_of_key"


def bucket(*key: str) -> Column:
    """Which of the windows a key stands in.

    By hash(): xxhash64() of columns that have one value in a file ends a query of Sail 0.7 where no filter stands
    before it.
    """
    return sf.pmod(sf.hash(*key), sf.lit(BUCKETS))


def first_of_each(rows: DataFrame, key: Sequence[str], order: Sequence[Column]) -> DataFrame:
    """The first row of each key in this order, with all its columns; parts of a key may be null."""
    in_order = Window.partitionBy(_BUCKET).orderBy(*key, *order)
    before = [sf.lag(sf.lit(1)).over(in_order).isNull()]
    others = (~sf.col(name).eqNullSafe(sf.lag(name).over(in_order)) for name in key)
    is_first = reduce(lambda any_is, each: any_is | each, [*before, *others])
    found = rows.withColumn(_BUCKET, bucket(*key)).withColumn(_IS_FIRST, is_first)
    return found.where(_IS_FIRST).drop(_IS_FIRST, _BUCKET)
