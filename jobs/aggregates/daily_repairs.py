"""The sale lines of a day that count although something about them is odd, by the file that said it.

sale-after-close    made after the last day of business of its store, as the version of the store says that holds then
return-before-sale  a return of what was sold after it, as its original_sales_date says, which is not made use of

Rebuilt: the days that a batch touches, and those on which something else is said of a store now, from their sale lines.

Grain: sales_date, file_version, repair.

sales_date      business date
sales_month     'yyyy-MM'
file_version    the file version that the lines came in
repair          what is odd; of a line of which both are so, 'sale-after-close'
lines           such lines
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.derive.inputs import Inputs
from jobs.derive.members import with_version
from jobs.derive.node import Node, Per

SALE_AFTER_CLOSE, RETURN_BEFORE_SALE = "sale-after-close", "return-before-sale"
COLUMNS: Mapping[str, str] = MappingProxyType(
    {"sales_date": "date", "sales_month": "string", "file_version": "string", "repair": "string", "lines": "bigint"}
)
_GRAIN = ("sales_date", "sales_month", "file_version", "repair")


def build(inputs: Inputs) -> DataFrame:
    """The odd lines of the scope's days, from silver.sales."""
    lines = inputs.within("sales", "sales_date").select(
        *("sales_date", "sales_month", "file_version", "store_id", "is_return", "original_sales_date")
    )
    told = with_version(lines, inputs.all("dim_store"), "store_key", "store_id", "store_closing_date")
    odd = told.withColumn("repair", repair()).where(sf.col("repair").isNotNull())
    return odd.groupBy(*_GRAIN).agg(sf.count(sf.lit(1)).alias("lines"))


def repair() -> Column:
    """What is odd about a sale line, null where nothing is; beside it stands its store's store_closing_date."""
    after_close = sf.col("store_closing_date") < sf.col("sales_date")
    return sf.when(after_close, sf.lit(SALE_AFTER_CLOSE)).when(is_before_sale(), sf.lit(RETURN_BEFORE_SALE))


def is_before_sale() -> Column:
    """Whether a sale line is a return of what its till says was sold later: one of the two dates is wrong."""
    return sf.col("is_return") & (sf.col("original_sales_date") > sf.col("sales_date"))


AGGREGATE = Node(
    name="daily_repairs",
    columns=COLUMNS,
    grain=("sales_date", "file_version", "repair"),
    per=Per.DAY,
    reads=("sales", "dim_store"),
    build=build,
    file_system=names.SILVER,
)
