"""What lay in each store of each product in a month.

Rebuilt: the months in which a batch's stock was taken.

Grain: sales_month, store_id, product_id.

sales_month     'yyyy-MM' of the day of stocktaking
store_id        the store
product_id      the product
stock_dates     days on which the store took stock of it
on_hand         the units found, over these days
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
        "store_id": contract("inventory").column("store_id").type,
        "product_id": contract("inventory").column("product_id").type,
        "stock_dates": "bigint",
        "on_hand": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of which stock was taken in the scope's months, from silver.daily_stock."""
    by_month = inputs.within("daily_stock").groupBy("sales_month", "store_id", "product_id")
    return by_month.agg(sf.count(sf.lit(1)).alias("stock_dates"), units("on_hand"))


AGGREGATE = Node(
    name="monthly_stock",
    columns=COLUMNS,
    grain=("sales_month", "store_id", "product_id"),
    per=Per.MONTH,
    reads=("daily_stock",),
    build=build,
    file_system=names.SILVER,
)
