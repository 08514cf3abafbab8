"""Of the known customers who bought for the first time in a month, how many bought again so many months later.

The cohort of a month is the customers whose first purchase (an order with at least one line that is no return) lies in
it; a month without any has no rows. A cohort has a row for every month from its own to the last one with sales, one in
which nobody of it bought too.

Rebuilt: as a whole, with every batch of sales.

Grain: cohort_month, months_since.

cohort_month      'yyyy-MM' of the first purchase
months_since      months from then on, 0 for the month itself
active_customers  customers of the cohort with a purchase in that month
cohort_size       customers of the cohort
retention         active_customers / cohort_size, four digits, HALF_UP
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import RATE, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import customers_months, first_months
from jobs.gold.months import months_apart, spine

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "cohort_month": "string",
        "months_since": "int",
        "active_customers": "bigint",
        "cohort_size": "bigint",
        "retention": RATE,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The cohorts, each in the months since."""
    active = customers_months(inputs).where(sf.col("purchases") > sf.lit(0)).select("customer_id", "sales_month")
    firsts = first_months(inputs).withColumnRenamed("first", "cohort_month")
    seen = active.join(firsts, on="customer_id").groupBy("cohort_month", "sales_month")
    sizes = firsts.groupBy("cohort_month").agg(sf.count(sf.lit(1)).alias("cohort_size"))
    months = sizes.crossJoin(spine(inputs.all("monthly_store"))).where(sf.col("sales_month") >= sf.col("cohort_month"))
    counted = months.join(
        seen.agg(sf.count(sf.lit(1)).alias("active_customers")), on=["cohort_month", "sales_month"], how="left"
    ).withColumns(
        {
            "months_since": months_apart("cohort_month", "sales_month"),
            "active_customers": sf.coalesce("active_customers", sf.lit(0)),
        }
    )
    return counted.withColumn("retention", rate("active_customers", "cohort_size"))


MART = Node(
    name="cohort_retention",
    columns=COLUMNS,
    grain=("cohort_month", "months_since"),
    per=Per.WHOLE,
    reads=("monthly_buyer", "monthly_store"),
    build=build,
)
