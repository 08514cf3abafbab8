"""The company month by month: what was sold to how many orders, and what customers thought of it.

Net sales: the sum of total_cost, after discount and before tax; returns are negative and count. average_order_value =
net_sales / orders. average_rating = the sum of the ratings of the month's reviews / their number. A month without sales
has no row, also where there are reviews.

Rebuilt: the months that a batch's sales and reviews touch.

Grain: sales_month.

sales_month     'yyyy-MM' of the business date
net_sales       net sales, in the stores' currency
units           quantity, returns negative
discount_given  discount on the sale lines, in net_sales already
orders          orders
average_order_value  net_sales / orders
average_rating  mean of the ratings given in the month, 1 to 5; null without a review
reviews         reviews written in the month
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.derive.figures import MONEY, UNITS, average_money, count, money, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.ratings import RATING, average_rating

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_month": "string",
        "net_sales": MONEY,
        "units": UNITS,
        "discount_given": MONEY,
        "orders": "bigint",
        "average_order_value": MONEY,
        "average_rating": RATING,
        "reviews": "bigint",
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The scope's months, from those of the stores and of the products' ratings."""
    sold = (
        inputs.within("monthly_store")
        .groupBy("sales_month")
        .agg(money("net_sales"), units("units"), money("discount_amount"), count("orders"), count("approximated"))
    )
    rated = inputs.within("monthly_rating").groupBy("sales_month").agg(count("reviews"), count("ratings"))
    return sold.join(rated, on="sales_month", how="left").withColumns(
        {
            "discount_given": sf.col("discount_amount"),
            "average_order_value": average_money("net_sales", "orders"),
            "average_rating": average_rating(),
            "reviews": sf.coalesce("reviews", sf.lit(0)),
            "order_basis": order_basis(),
        }
    )


MART = Node(
    name="executive_overview",
    columns=COLUMNS,
    grain=("sales_month",),
    per=Per.MONTH,
    reads=("monthly_store", "monthly_rating"),
    build=build,
    keeps="net_sales",
)
