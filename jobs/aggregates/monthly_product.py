"""What was sold of each product in a month, in all stores.

A product is told by its id; where the till gives only a name, by the least id of the products that have it now; where
there is none, by that name.

Rebuilt: the months that a batch touches, and those in which something was sold whose product has another name now.

Grain: sales_month, product_id, sold_as.

sales_month     'yyyy-MM'
product_id      the product; null where it is not known
sold_as         the name on the receipt where the product is not known, else null
printed_name    the greatest of the names on the receipts
sold_name       the same of the lines that are no returns
lines           sale lines
returns         of them, those that are returns
orders          orders with such a line
approximated    of the orders, those that no receipt tells apart
sold_units      quantity of the lines that are no returns
returned_units  quantity of the returns, positive
net_sales       after discount, before tax
returned_value  of it, what was paid back for returns, positive
gross_amount    before discount
discount_amount discount given
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, count, money, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.products import identified

_COUNTS = ("lines", "returns", "orders", "approximated")
_UNITS = ("sold_units", "returned_units")
_AMOUNTS = ("net_sales", "returned_value", "gross_amount", "discount_amount")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_month": "string",
        "product_id": contract("pos_sales").column("product_id").type,
        "sold_as": "string",
        "printed_name": "string",
        "sold_name": "string",
        **dict.fromkeys(_COUNTS, "bigint"),
        **dict.fromkeys(_UNITS, UNITS),
        **dict.fromkeys(_AMOUNTS, MONEY),
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's months, from what was sold of them by day."""
    daily, products = inputs.within("daily_product_store"), inputs.all("dim_product")
    by_month = _by_month(_by_month(daily).transform(identified, products))
    told = inputs.within("daily_told_twice").groupBy("sales_month", "product_id")
    twice = told.agg(count("twice"), count("twice_approximated"))
    counted = by_month.join(twice, on=["sales_month", "product_id"], how="left")
    nothing = sf.lit(0)
    return counted.withColumns(
        {
            "orders": sf.col("orders") - sf.coalesce("twice", nothing),
            "approximated": sf.col("approximated") - sf.coalesce("twice_approximated", nothing),
        }
    )


def _by_month(rows: DataFrame) -> DataFrame:
    return rows.groupBy("sales_month", "product_id", "sold_as").agg(
        *(sf.max(name).alias(name) for name in ("printed_name", "sold_name")),
        *map(count, _COUNTS),
        *map(units, _UNITS),
        *map(money, _AMOUNTS),
    )


AGGREGATE = Node(
    name="monthly_product",
    columns=COLUMNS,
    grain=("sales_month", "product_id", "sold_as"),
    per=Per.MONTH,
    reads=("daily_product_store", "daily_told_twice", "dim_product"),
    build=build,
    keeps="net_sales",
    file_system=names.SILVER,
)
