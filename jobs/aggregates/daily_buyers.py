"""Which known customers bought which product on a day.

The customer is that of the order, also for lines that name nobody. Returns are no purchases.

Rebuilt: the days that a batch touches, from their sale lines and orders.

Grain: sales_date, product_id, sold_as, customer_id.

sales_date      business date
sales_month     'yyyy-MM'
product_id      the product; null where the till gives none
sold_as         the name on the receipt where there is no id, else null
customer_id     the customer
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_id
from jobs.aggregates.sold_as import sold_as
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "product_id": _SALES.column("product_id").type,
        "sold_as": "string",
        "customer_id": _SALES.column("customer_id").type,
    }
)
_ORDER = ("sales_date", "store_id", "order_id")


def build(inputs: Inputs) -> DataFrame:
    """The buyers of the scope's days, from silver.sales and the orders."""
    bought = inputs.within("sales", "sales_date").where(~sf.col("is_return"))
    lines = bought.withColumns({"order_id": order_id(), "sold_as": sold_as()}).drop("customer_id")
    known = inputs.within("daily_orders", "sales_date").where(sf.col("customer_id").isNotNull())
    joined = lines.join(known.select(*_ORDER, "customer_id"), on=list(_ORDER))
    return joined.select(*COLUMNS).distinct()


AGGREGATE = Node(
    name="daily_buyers",
    columns=COLUMNS,
    grain=("sales_date", "product_id", "sold_as", "customer_id"),
    per=Per.DAY,
    reads=("sales", "daily_orders"),
    build=build,
    file_system=names.SILVER,
)
