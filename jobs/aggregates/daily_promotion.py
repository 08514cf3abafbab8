"""What was sold under each promotion on a day.

A line is sold under the promotion that applied to it (jobs/gold/offers.py).

Rebuilt: the days that a batch touches, and the days with sales of a promotion or product that has changed.

Grain: sales_date, promotion_id.

sales_date      business date
sales_month     'yyyy-MM'
promotion_id    the promotion
orders          orders with such a line
approximated    of them, those that no receipt tells apart
net_sales       after discount, before tax
gross_amount    before discount
discount_amount discount given
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.derive.figures import MONEY, count, money
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.offers import promoted_lines

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "promotion_id": "string",
        "orders": "bigint",
        "approximated": "bigint",
        "net_sales": MONEY,
        "gross_amount": MONEY,
        "discount_amount": MONEY,
    }
)
_GRAIN = ("sales_date", "sales_month", "promotion_id")
_AMOUNTS = ("net_sales", "gross_amount", "discount_amount")


def build(inputs: Inputs) -> DataFrame:
    """The promotions of the scope's days."""
    by_order = (
        promoted_lines(inputs)
        .groupBy(*_GRAIN, "store_id", "order_id")
        .agg(*map(money, _AMOUNTS), sf.max(sf.col("receipt_id").isNull().cast("int")).alias("approximated"))
    )
    return by_order.groupBy(*_GRAIN).agg(
        sf.count(sf.lit(1)).alias("orders"), count("approximated"), *map(money, _AMOUNTS)
    )


AGGREGATE = Node(
    name="daily_promotion",
    columns=COLUMNS,
    grain=("sales_date", "promotion_id"),
    per=Per.DAY,
    reads=("sales", "daily_offer", "dim_product"),
    build=build,
    file_system=names.SILVER,
)
