"""What lay in the stores of each product in a month.

Rebuilt: the months in which a batch's stock was taken.

Grain: sales_month, product_id.

sales_month     'yyyy-MM' of the day of stocktaking
product_id      the product
stock_dates     days on which any store took stock of it
on_hand         the units found, over these days and all stores
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import UNITS, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_month": "string",
        "product_id": contract("inventory").column("product_id").type,
        "stock_dates": "bigint",
        "on_hand": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of which stock was taken in the scope's months, from silver.inventory."""
    stock = inputs.all("inventory").withColumn("sales_month", sf.date_format("stock_date", "yyyy-MM"))
    by_date = stock.where(inputs.scope.predicate()).groupBy("sales_month", "product_id", "stock_date")
    return (
        by_date.agg(units("on_hand"))
        .groupBy("sales_month", "product_id")
        .agg(sf.count(sf.lit(1)).alias("stock_dates"), units("on_hand"))
    )


AGGREGATE = Node(
    name="monthly_stock",
    columns=COLUMNS,
    grain=("sales_month", "product_id"),
    per=Per.MONTH,
    reads=("inventory",),
    build=build,
    file_system=names.SILVER,
)
