"""The company's net sales month by month, and how they changed from one month to the next.

Every calendar month from the first to the last with sales has a row. Net sales: the sum of total_cost, after discount
and before tax; returns are negative and count. change_percent = (net_sales - previous_net_sales) / previous_net_sales x
100.

Rebuilt: as a whole, from the stores' months.

Grain: sales_month.

sales_month         'yyyy-MM' of the business date
net_sales           net sales, in the stores' currency; null in a month without sales
previous_net_sales  those of the calendar month before; null where it has no sales
change_percent      change in percent; null where either is null or that of the month before is zero
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import MONEY, PERCENT, money, percent
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.months import month_after, spine

COLUMNS: Mapping[str, str] = MappingProxyType(
    {"sales_month": "string", "net_sales": MONEY, "previous_net_sales": MONEY, "change_percent": PERCENT}
)


def build(inputs: Inputs) -> DataFrame:
    """All months from the first to the last with sales."""
    sold = inputs.all("monthly_store").groupBy("sales_month").agg(money("net_sales"))
    before = sold.select(month_after().alias("sales_month"), sf.col("net_sales").alias("previous_net_sales"))
    months = spine(sold).join(sold, on="sales_month", how="left").join(before, on="sales_month", how="left")
    change = sf.col("net_sales") - sf.col("previous_net_sales")
    return months.withColumn("change", change).withColumn("change_percent", percent("change", "previous_net_sales"))


MART = Node(
    name="monthly_sales_change",
    columns=COLUMNS,
    grain=("sales_month",),
    per=Per.WHOLE,
    reads=("monthly_store",),
    build=build,
)
