"""What each store sold in a month, and to how many orders.

Rebuilt: the months that a batch touches, from their orders.

Grain: store_id, sales_month.

store_id        the store
sales_month     'yyyy-MM'
lines           sale lines
orders          orders
approximated    of them, those that no receipt tells apart
net_sales       after discount, before tax
gross_amount    before discount
discount_amount discount given
units           quantity, returns negative
last_date       last business date with sales
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, count, money, rows_where, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_id": contract("pos_sales").column("store_id").type,
        "sales_month": "string",
        "lines": "bigint",
        "orders": "bigint",
        "approximated": "bigint",
        "net_sales": MONEY,
        "gross_amount": MONEY,
        "discount_amount": MONEY,
        "units": UNITS,
        "last_date": "date",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The stores of the scope's months, from their orders."""
    return (
        inputs.within("daily_orders")
        .groupBy("store_id", "sales_month")
        .agg(
            count("lines"),
            sf.count(sf.lit(1)).alias("orders"),
            rows_where(sf.col("receipt_id").isNull(), "approximated"),
            *(money(name) for name in ("net_sales", "gross_amount", "discount_amount")),
            units("units"),
            sf.max("sales_date").alias("last_date"),
        )
    )


AGGREGATE = Node(
    name="monthly_store",
    columns=COLUMNS,
    grain=("store_id", "sales_month"),
    per=Per.MONTH,
    reads=("daily_orders",),
    build=build,
    keeps="net_sales",
    file_system=names.SILVER,
)
