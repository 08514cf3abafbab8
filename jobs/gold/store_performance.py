"""What each store sold in each month, to whom, how that ranks, and how it compares with the month before.

Sales of all customers, anonymous ones too; returns are negative and count. The month before is the calendar month
before: where the store has no row there, there is nothing to compare with.

Rebuilt: the months that a batch touches and the one after each, and those in which a store sold whose address has
changed.

Grain: store_id, sales_month.

store_id        the store
sales_month     'yyyy-MM' of the business date
store_address   address of the store now; null where no file of it has arrived
net_sales       after discount and before tax
orders          orders
units           quantity, returns negative
average_order_value  net_sales / orders, to the cent, HALF_UP
customers       distinct known customers with an order
sales_rank      1 for the greatest net_sales in the month; ties share a rank, and the next one is left out
previous_net_sales  net_sales of the month before; null where the store has no row there
change_percent  (net_sales - previous_net_sales) / previous_net_sales x 100, two digits, HALF_UP; null for none or 0
order_basis     'receipt'; 'customer-store-day' where any of the orders is not told apart by a receipt
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, PERCENT, UNITS, average_money, percent
from jobs.derive.inputs import Inputs
from jobs.derive.members import last
from jobs.derive.node import Node, Per
from jobs.gold.months import month_after

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_id": _SALES.column("store_id").type,
        "sales_month": "string",
        "store_address": "string",
        "net_sales": MONEY,
        "orders": "bigint",
        "units": UNITS,
        "average_order_value": MONEY,
        "customers": "bigint",
        "sales_rank": "int",
        "previous_net_sales": MONEY,
        "change_percent": PERCENT,
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The stores of the scope's months."""
    sold = inputs.since_months("monthly_store", months=1)
    months_later = sold.select(
        "store_id", month_after().alias("sales_month"), sf.col("net_sales").alias("previous_net_sales")
    )
    customers = inputs.within("monthly_customer").groupBy("store_id", "sales_month")
    stores = last(inputs.all("dim_store")).select("store_id", "store_address")
    both = sold.join(months_later, on=["store_id", "sales_month"], how="left")
    counted = both.join(
        customers.agg(sf.count(sf.lit(1)).alias("customers")), on=["store_id", "sales_month"], how="left"
    )
    greatest_first = Window.partitionBy("sales_month").orderBy(sf.desc("net_sales"))
    figured = counted.join(stores, on="store_id", how="left").withColumns(
        {
            "average_order_value": average_money("net_sales", "orders"),
            "customers": sf.coalesce("customers", sf.lit(0)),
            "sales_rank": sf.rank().over(greatest_first),
            "change": sf.col("net_sales") - sf.col("previous_net_sales"),
            "order_basis": order_basis(),
        }
    )
    return figured.withColumn("change_percent", percent("change", "previous_net_sales"))


MART = Node(
    name="store_performance",
    columns=COLUMNS,
    grain=("store_id", "sales_month"),
    per=Per.MONTH,
    reads=("monthly_store", "monthly_customer", "dim_store"),
    build=build,
    later_months=1,
    keeps="net_sales",
)
