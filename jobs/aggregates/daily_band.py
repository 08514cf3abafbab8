"""What each store sold in each band of discounts on a day.

Rebuilt: the days that a batch touches, from their sale lines.

Grain: sales_date, store_id, discount_band.

sales_date      business date
sales_month     'yyyy-MM'
store_id        the store
discount_band   the band of the lines' discount
lines           sale lines
orders          orders with such a line
approximated    of the orders, those that no receipt tells apart
units           quantity, returns negative
gross_amount    before discount
discount_amount discount given
net_sales       after discount, before tax
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.discount_bands import discount_band
from jobs.aggregates.orders import order_id
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, count, money, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_AMOUNTS = ("gross_amount", "discount_amount", "net_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": contract("pos_sales").column("store_id").type,
        "discount_band": "string",
        "lines": "bigint",
        "orders": "bigint",
        "approximated": "bigint",
        "units": UNITS,
        **dict.fromkeys(_AMOUNTS, MONEY),
    }
)
_GRAIN = ("sales_date", "sales_month", "store_id", "discount_band")


def build(inputs: Inputs) -> DataFrame:
    """The bands of the scope's days by store, from silver.sales."""
    lines = inputs.within("sales", "sales_date").withColumns(
        {"discount_band": discount_band(), "order_id": order_id(), "units": sf.col("quantity")}
    )
    by_order = lines.groupBy(*_GRAIN, "order_id").agg(
        sf.count(sf.lit(1)).alias("lines"),
        sf.max(sf.col("receipt_id").isNull().cast("int")).alias("approximated"),
        units("units"),
        *map(money, _AMOUNTS),
    )
    return by_order.groupBy(*_GRAIN).agg(
        count("lines"),
        sf.count(sf.lit(1)).alias("orders"),
        count("approximated"),
        units("units"),
        *map(money, _AMOUNTS),
    )


AGGREGATE = Node(
    name="daily_band",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "discount_band"),
    per=Per.DAY,
    reads=("sales",),
    build=build,
    keeps="net_sales",
    file_system=names.SILVER,
)
