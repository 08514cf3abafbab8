"""What each salesperson sold in each store and month, and the incentive that it would earn as things stand.

Net sales: the sum of total_cost, after discount and before tax; returns are negative and count. Sales without a
salesperson form one row per store and month whose sales_person_id is null: part of the totals, never ranked, incentive
0. A salesperson of whom no file has arrived yet has a row with a null name.

Grain: store_id, sales_person_id, sales_month.

store_id          the store
sales_person_id   who made the sales; null for the sales of which the till does not say
sales_month       'yyyy-MM' of the business date
full_name         first and last name of the salesperson now
total_sales       net sales, decimal(18,2), in the store's currency
sales_rank        1 for the highest total_sales in the store and month; ties share a rank; null without a salesperson
incentive         decimal(18,2) by the plan in force (see jobs/incentive/pay.py); null where no plan is in force
plan_version      that plan
state             'provisional': what is paid is decided by the monthly incentive run
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.gold.mart import Dimensions, Mart
from jobs.gold.names import full_name
from jobs.incentive.pay import PROVISIONAL, totals_by_person, with_incentive
from jobs.incentive.plan import load_plans
from jobs.silver.schema import cast_columns

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_id": _SALES.column("store_id").type,
        "sales_person_id": _SALES.column("sales_person_id").type,
        "sales_month": "string",
        "full_name": "string",
        "total_sales": "decimal(18,2)",
        "sales_rank": "int",
        "incentive": "decimal(18,2)",
        "plan_version": "string",
        "state": "string",
    }
)


def build(sales: DataFrame, dimensions: Dimensions) -> DataFrame:
    """The mart's rows from silver.sales and the current sales team."""
    paid = with_incentive(totals_by_person(sales), load_plans())
    people = dimensions["sales_team"].select(sf.col("id").alias("sales_person_id"), full_name().alias("full_name"))
    named = paid.join(people, on="sales_person_id", how="left")
    return cast_columns(named.withColumn("state", sf.lit(PROVISIONAL)), COLUMNS)


MART = Mart(
    name="sales_team_data_mart",
    columns=COLUMNS,
    grain=("store_id", "sales_person_id", "sales_month"),
    dimensions=("sales_team",),
    build=build,
)
