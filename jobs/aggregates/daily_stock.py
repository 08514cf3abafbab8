"""What lay in each store of each product at the end of a day on which it took stock.

Of what several files say, or one file twice, what was landed last holds.

Rebuilt: the days on which a batch's stock was taken.

Grain: stock_date, store_id, product_id.

sales_month     'yyyy-MM' of the day of stocktaking
stock_date      the day of stocktaking, a business date of the store
store_id        the store
product_id      the product
on_hand         the units found
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import UNITS
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_DAY = "stock_date"
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_month": "string",
        _DAY: "date",
        "store_id": contract("inventory").column("store_id").type,
        "product_id": contract("inventory").column("product_id").type,
        "on_hand": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The stock of the scope's days, from silver.inventory."""
    return inputs.dated("inventory", _DAY).withColumn("sales_month", sf.date_format(_DAY, "yyyy-MM"))


AGGREGATE = Node(
    name="daily_stock",
    columns=COLUMNS,
    grain=(_DAY, "store_id", "product_id"),
    per=Per.DAY,
    reads=("inventory",),
    build=build,
    day_column=_DAY,
    source_day=_DAY,
    file_system=names.SILVER,
)
