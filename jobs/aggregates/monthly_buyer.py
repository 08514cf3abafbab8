"""What each known customer did in a month, at all stores together.

Rebuilt: the months that a batch touches, from silver.monthly_customer.

Grain: customer_id, sales_month.

customer_id     the customer
sales_month     'yyyy-MM'
orders          orders
approximated    of them, those that no receipt tells apart
purchases       of them, those in which something was sold
purchase_days   the days of the month with a purchase, bit 0 for the first
first_purchase  date of the first of them; null without any
last_purchase   date of the last of them; null without any
net_sales       after discount, before tax
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, count, money
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": contract("pos_sales").column("customer_id").type,
        "sales_month": "string",
        "orders": "bigint",
        "approximated": "bigint",
        "purchases": "bigint",
        "purchase_days": "bigint",
        "first_purchase": "date",
        "last_purchase": "date",
        "net_sales": MONEY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers of the scope's months, from what they did at each store."""
    return at_all_stores(inputs.within("monthly_customer"))


def at_all_stores(months: DataFrame) -> DataFrame:
    """The columns of the aggregate from rows of silver.monthly_customer; one row per customer and month."""
    return months.groupBy("customer_id", "sales_month").agg(
        count("orders"),
        count("approximated"),
        count("purchases"),
        sf.bit_or("purchase_days").alias("purchase_days"),
        sf.min("first_purchase").alias("first_purchase"),
        sf.max("last_purchase").alias("last_purchase"),
        money("net_sales"),
    )


AGGREGATE = Node(
    name="monthly_buyer",
    columns=COLUMNS,
    grain=("customer_id", "sales_month"),
    per=Per.MONTH,
    reads=("monthly_customer",),
    build=build,
    file_system=names.SILVER,
)
