"""What each known customer did at each store in a month.

Rebuilt: the months that a batch touches, from their orders.

Grain: customer_id, store_id, sales_month.

customer_id     the customer
store_id        the store
sales_month     'yyyy-MM'
orders          orders
approximated    of them, those that no receipt tells apart
purchases       of them, those in which something was sold
purchase_days   the days of the month with a purchase, bit 0 for the first
first_purchase  date of the first of them; null without any
last_purchase   date of the last of them; null without any
net_sales       after discount, before tax
units           quantity, returns negative
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, money, rows_where, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "store_id": _SALES.column("store_id").type,
        "sales_month": "string",
        "orders": "bigint",
        "approximated": "bigint",
        "purchases": "bigint",
        "purchase_days": "bigint",
        "first_purchase": "date",
        "last_purchase": "date",
        "net_sales": MONEY,
        "units": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers of the scope's months, from their orders."""
    return by_month(inputs.within("daily_orders"))


def by_month(orders: DataFrame) -> DataFrame:
    """The columns of the aggregate from rows of silver.daily_orders; one row per known customer, store and month."""
    is_purchase = sf.col("sold_lines") > sf.lit(0)
    purchased_on = sf.when(is_purchase, sf.col("sales_date"))
    day_bit = sf.expr("shiftleft(cast(1 as bigint), day(sales_date) - 1)")
    return (
        orders.where(sf.col("customer_id").isNotNull())
        .groupBy("customer_id", "store_id", "sales_month")
        .agg(
            sf.count(sf.lit(1)).alias("orders"),
            rows_where(sf.col("receipt_id").isNull(), "approximated"),
            rows_where(is_purchase, "purchases"),
            sf.coalesce(sf.bit_or(sf.when(is_purchase, day_bit)), sf.lit(0)).alias("purchase_days"),
            sf.min(purchased_on).alias("first_purchase"),
            sf.max(purchased_on).alias("last_purchase"),
            money("net_sales"),
            units("units"),
        )
    )


AGGREGATE = Node(
    name="monthly_customer",
    columns=COLUMNS,
    grain=("customer_id", "store_id", "sales_month"),
    per=Per.MONTH,
    reads=("daily_orders",),
    build=build,
    file_system=names.SILVER,
)
