"""What each store sold in each hour of each day.

All by order: an order is of the hour of its earliest line, in the store's time zone, with all that was sold in it, so
that the hours add up to the day. Net sales: the sum of total_cost, after discount and before tax; returns are
negative and count. Orders of which the till gives no time have a row of their own.

Rebuilt: the days that a batch touches.

Grain: sales_date, store_id, hour.

sales_date      business date
sales_month     'yyyy-MM' of it
store_id        the store
hour            0 to 23; null where the till gives no time
net_sales       net sales, in the store's currency
orders          orders
units           quantity, returns negative
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, money, rows_where, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": contract("pos_sales").column("store_id").type,
        "hour": "int",
        "net_sales": MONEY,
        "orders": "bigint",
        "units": UNITS,
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The hours of the scope's days by store, from their orders."""
    by_hour = inputs.within("daily_orders", "sales_date").groupBy("sales_date", "sales_month", "store_id", "hour")
    return by_hour.agg(
        money("net_sales"),
        sf.count(sf.lit(1)).alias("orders"),
        units("units"),
        rows_where(sf.col("receipt_id").isNull(), "approximated"),
    ).withColumn("order_basis", order_basis())


MART = Node(
    name="hourly_sales",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "hour"),
    per=Per.DAY,
    reads=("daily_orders",),
    build=build,
    keeps="net_sales",
)
