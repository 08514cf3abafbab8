"""gold.incentive_payout: what each salesperson is paid for a month, with the names that a person reads it by."""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.gold.names import full_name
from jobs.incentive.pay import PROVISIONAL
from jobs.silver.schema import cast_columns

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
