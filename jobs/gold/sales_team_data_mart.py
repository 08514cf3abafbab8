"""What each salesperson sold in each store and month, and the incentive that it would earn as things stand.

Net sales: the sum of total_cost, after discount and before tax; returns are negative and count. Sales without a
salesperson form one row per store and month whose sales_person_id is null: part of the totals, never ranked, incentive
0. A salesperson of whom no file has arrived yet has a row with a null name.

Rebuilt: the months that a batch touches, and those in which somebody sold whose name has changed.

Grain: store_id, sales_person_id, sales_month.

store_id          the store
sales_person_id   who made the sales; null for the sales of which the till does not say
sales_month       'yyyy-MM' of the business date
full_name         first and last name of the salesperson now
total_sales       net sales, in the store's currency
sales_rank        1 for the highest total_sales in the store and month; ties share a rank; null without a salesperson
incentive         by the plan in force (see jobs/incentive/pay.py); null where no plan is in force
plan_version      that plan
state             'provisional': what is paid is decided by the monthly incentive run
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
from jobs.incentive.pay import PROVISIONAL, totals_by_person, with_incentive
from jobs.incentive.plan import load_plans

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_id": _SALES.column("store_id").type,
        "sales_person_id": _SALES.column("sales_person_id").type,
        "sales_month": "string",
        "full_name": "string",
        "total_sales": MONEY,
        "sales_rank": "int",
        "incentive": MONEY,
        "plan_version": "string",
        "state": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The salespeople of the scope's months, with their names now."""
    paid = with_incentive(totals_by_person(inputs.within("daily_person")), load_plans())
    people = last(inputs.all("dim_sales_team")).select("sales_person_id", "full_name")
    return paid.join(people, on="sales_person_id", how="left").withColumn("state", sf.lit(PROVISIONAL))


MART = Node(
    name="sales_team_data_mart",
    columns=COLUMNS,
    grain=("store_id", "sales_person_id", "sales_month"),
    per=Per.MONTH,
    reads=("daily_person", "dim_sales_team"),
    build=build,
    keeps="total_sales",
)
