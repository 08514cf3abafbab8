"""What falls to each sale line of the amounts that stand on its order as a whole: discount, tax and freight.

Shared out by the largest remainder (jobs/derive/shares.py). Orders without such an amount are not in it.

Rebuilt: the days that a batch touches.

Grain: file_version, row_number.

sales_date             business date
sales_month            'yyyy-MM'
file_version           the file version that the line came in
row_number             its row there
order_discount_amount  the line's share of the discount on the order; null where the order has none
order_tax_amount       the line's share of the order's tax; null where the order has none
order_freight_amount   the line's share of the freight; null where the order has none
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.daily_orders import ORDER_AMOUNTS
from jobs.aggregates.orders import ORDER, order_id
from jobs.contracts import names
from jobs.derive.figures import MONEY
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.derive.shares import ROW, shares

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "file_version": "string",
        "row_number": "bigint",
        **dict.fromkeys(ORDER_AMOUNTS, MONEY),
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The lines of the scope's days whose order has such an amount, from silver.sales."""
    lines = inputs.within("sales", "sales_date").withColumn("order_id", order_id())
    orders = inputs.within("daily_orders", "sales_date").where(sf.coalesce(*ORDER_AMOUNTS).isNotNull())
    # The few first: the engine holds what stands on the left and lets the other side pass by.
    concerned = orders.select(*ORDER, *ORDER_AMOUNTS).join(lines.select(*ORDER, *ROW, "net_sales"), on=list(ORDER))
    return shares(concerned, ORDER, ORDER_AMOUNTS)


AGGREGATE = Node(
    name="daily_shares",
    columns=COLUMNS,
    grain=ROW,
    per=Per.DAY,
    reads=("sales", "daily_orders"),
    build=build,
    file_system=names.SILVER,
)
