"""What each known customer spent at each store in each month.

Net sales: the sum of total_cost, after discount and before tax; returns are negative and count. Anonymous orders are
not in it; the customer of an order is that of all its lines. Who has returns alone is in it too. A customer or store of
whom no file has arrived yet has a row with null names.

Rebuilt: the months that a batch touches, and those in which a customer or store was sold to whose names have changed.

Grain: customer_id, store_id, sales_month.

customer_id       the customer
store_id          the store
sales_month       'yyyy-MM' of the business date
full_name         first and last name of the customer now
store_address     address of the store now
phone_number      the customer's, all digits but the last three masked
sales_date_month  first day of the month
total_sales       net sales, in the store's currency
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY
from jobs.derive.inputs import Inputs
from jobs.derive.members import last
from jobs.derive.node import Node, Per
from jobs.gold.months import first_day

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "store_id": _SALES.column("store_id").type,
        "sales_month": "string",
        "full_name": "string",
        "store_address": "string",
        "phone_number": "string",
        "sales_date_month": "date",
        "total_sales": MONEY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers of the scope's months, with their names now."""
    customers = last(inputs.all("dim_customer")).select("customer_id", "full_name", "phone_number")
    stores = last(inputs.all("dim_store")).select("store_id", "store_address")
    spent = inputs.within("monthly_customer").join(customers, on="customer_id", how="left")
    return spent.join(stores, on="store_id", how="left").withColumns(
        {"sales_date_month": first_day(), "total_sales": sf.col("net_sales")}
    )


MART = Node(
    name="customer_data_mart",
    columns=COLUMNS,
    grain=("customer_id", "store_id", "sales_month"),
    per=Per.MONTH,
    reads=("monthly_customer", "dim_customer", "dim_store"),
    build=build,
    keeps="total_sales",
    of_known=True,
)
