"""How many known customers bought for the first time in each month.

A new customer of a month is one whose first purchase (an order with at least one line that is no return) lies in it.
Every month from the first to the last with sales has a row, one without new customers too.

Rebuilt: as a whole, with every batch of sales.

Grain: sales_month.

sales_month     'yyyy-MM' of the business date
new_customers   customers whose first purchase lies in the month
previous_new_customers  those of the month before; null in the first month
change          new_customers - previous_new_customers; null in the first month
change_percent  change / previous_new_customers x 100, two digits, HALF_UP; null where those are none or missing
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import PERCENT, percent
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import first_months
from jobs.gold.months import month_after, spine

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_month": "string",
        "new_customers": "bigint",
        "previous_new_customers": "bigint",
        "change": "bigint",
        "change_percent": PERCENT,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The months with sales."""
    firsts = first_months(inputs).withColumnRenamed("first", "sales_month")
    new = firsts.groupBy("sales_month").agg(sf.count(sf.lit(1)).alias("new_customers"))
    months = spine(inputs.all("monthly_store")).join(new, on="sales_month", how="left")
    counted = months.withColumn("new_customers", sf.coalesce("new_customers", sf.lit(0)))
    before = counted.select(month_after().alias("sales_month"), sf.col("new_customers").alias("previous_new_customers"))
    both = counted.join(before, on="sales_month", how="left")
    change = sf.col("new_customers") - sf.col("previous_new_customers")
    return both.withColumn("change", change).withColumn("change_percent", percent("change", "previous_new_customers"))


MART = Node(
    name="monthly_customer_acquisition",
    columns=COLUMNS,
    grain=("sales_month",),
    per=Per.WHOLE,
    reads=("monthly_buyer", "monthly_store"),
    build=build,
)
