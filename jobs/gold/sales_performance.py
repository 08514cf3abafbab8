"""What each product brought in in each month, its place among the products, and its share of all sales.

Revenue: net sales, the sum of total_cost, after discount and before tax; returns are negative and count.
revenue_share = revenue / the revenue of all products in the month, lines of which no product is known among them. A
line without a product_id is of the least id among the products that have its name now; where there is none, of that
name. An order counts once for each product that any of its lines is of.

Rebuilt: the months that a batch touches, and those in which something was sold whose product has another name or
category now.

Grain: product_id, product_name, sales_month.

product_id      the product; null where it is not known
product_name    its name now; that on the receipts, of several the greatest, where it has not arrived or has none
sales_month     'yyyy-MM' of the business date
category        its category now; null where it is not known
revenue         net sales, in the store's currency
orders          orders with a line of it
units           quantity, returns negative
revenue_rank    1 for the highest revenue of the month; ties share a rank, the ranks after them are left out
revenue_share   part of the month's revenue, a fraction; null where that is zero
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, RATE, UNITS, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.products import with_attributes

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "product_id": contract("pos_sales").column("product_id").type,
        "product_name": "string",
        "sales_month": "string",
        "category": "string",
        "revenue": MONEY,
        "orders": "bigint",
        "units": UNITS,
        "revenue_rank": "int",
        "revenue_share": RATE,
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's months, with their names now."""
    sold = with_attributes(inputs.within("monthly_product"), inputs.all("dim_product"))
    month = Window.partitionBy("sales_month")
    whole = month.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    revenue = sf.col("net_sales")
    return sold.withColumns(
        {
            "revenue": revenue,
            "units": sf.col("sold_units") - sf.col("returned_units"),
            "revenue_rank": sf.rank().over(month.orderBy(revenue.desc())),
            "month_revenue": sf.sum(revenue).over(whole).cast(MONEY),
            "order_basis": order_basis(),
        }
    ).withColumn("revenue_share", rate("revenue", "month_revenue"))


MART = Node(
    name="sales_performance",
    columns=COLUMNS,
    grain=("product_id", "product_name", "sales_month"),
    per=Per.MONTH,
    reads=("monthly_product", "dim_product"),
    build=build,
    keeps="revenue",
)
