"""What each salesperson is paid for a month, with the names that a person reads it by.

Everybody who sold something in the store and month has a row, whether it earned or not. By the plan in force
(jobs/incentive/plans): within a store and a month the highest total sales earn the plan's rate of themselves, everybody
who ties at the top included, the others nothing. The exact sum is multiplied by the rate and rounded once, HALF_UP to
the cent; a total of zero or below earns nothing.

Rebuilt: the month of an incentive run, as a whole; no batch changes it.

Grain: store_id, sales_person_id, sales_month.

store_id         the store
sales_person_id  the salesperson
sales_month      'yyyy-MM' of the business dates
store_address    address of the store as it was last known in the run; null where none had arrived
full_name        first and last name, likewise
sales_rank       1 for the highest total_sales in the store and month; ties share a rank
total_sales      net sales, in the store's currency
lines_counted    sale lines, returns included
incentive        what is paid, 0 for nothing
plan_version     the plan
state            'provisional': it may still change
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.gold.names import full_name
from jobs.incentive.pay import PROVISIONAL
from jobs.silver.schema import cast_columns

GRAIN = ("store_id", "sales_person_id", "sales_month")
_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_id": _SALES.column("store_id").type,
        "sales_person_id": _SALES.column("sales_person_id").type,
        "sales_month": "string",
        "store_address": "string",
        "full_name": "string",
        "sales_rank": "int",
        "total_sales": "decimal(18,2)",
        "lines_counted": "bigint",
        "incentive": "decimal(18,2)",
        "plan_version": "string",
        "state": "string",
    }
)


def payouts(paid: DataFrame, staff: DataFrame, stores: DataFrame) -> DataFrame:
    """The payouts of a month; one row per store and salesperson who sold something, whether it earned or not.

    sales_rank, total_sales, lines_counted (sale lines, returns included), incentive decimal(18,2), plan_version, state
    'provisional'; full_name and store_address as they are now, null where none has arrived.
    """
    people = staff.select(sf.col("id").alias("sales_person_id"), full_name().alias("full_name"))
    places = stores.select(sf.col("id").alias("store_id"), sf.col("address").alias("store_address"))
    named = paid.join(people, on="sales_person_id", how="left").join(places, on="store_id", how="left")
    return cast_columns(named.withColumn("state", sf.lit(PROVISIONAL)), COLUMNS)
