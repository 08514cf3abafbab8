"""The monthly incentive run: computes the pay of one month and writes it with the lines that explain it.

Reads silver alone, so that a run is repeatable; the month's payouts are replaced as a whole and stay provisional.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import is_month
from jobs.catalogue import INCENTIVE_LINE, INCENTIVE_PAYOUT, SALES, dimension_table
from jobs.contracts.dataset import contract
from jobs.contracts.errors import ConfigurationInvalid, NothingToPay
from jobs.gold.names import full_name
from jobs.incentive.lines import explain
from jobs.incentive.pay import PROVISIONAL, totals_by_person, with_incentive
from jobs.incentive.plan import load_plans, plan_in_force
from jobs.silver.schema import cast_columns
from jobs.tables import Lake

_SALES = contract("pos_sales")
PAYOUT_COLUMNS: Mapping[str, str] = MappingProxyType(
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


def run_incentive(spark: SparkSession, lake: Lake, month: str) -> None:
    """Write gold.incentive_payout and gold.incentive_line of the month; running it twice changes nothing.

    Raises ConfigurationInvalid where the month is no month or no plan is in force in it, NothingToPay where it has
    no sales; the tables are as before then.
    """
    if not is_month(month):
        raise ConfigurationInvalid("The month cannot be read.", found=month, expected="yyyy-MM, for example 2026-07")
    plan = plan_in_force(load_plans(), month)
    sales = _sales_of(spark, lake, month)
    people = totals_by_person(sales).where(sf.col("sales_person_id").isNotNull())
    paid = with_incentive(people, [plan])
    staff, stores = (lake.read(spark, dimension_table(name)) for name in ("sales_team", "store"))
    lake.replace_months(spark, INCENTIVE_PAYOUT, payouts(paid, staff, stores), [month])
    lake.replace_months(spark, INCENTIVE_LINE, explain(paid), [month])


def payouts(paid: DataFrame, staff: DataFrame, stores: DataFrame) -> DataFrame:
    """The payouts of a month; one row per store and salesperson who sold something, whether it earned or not.

    sales_rank, total_sales, lines_counted (sale lines, returns included), incentive decimal(18,2), plan_version, state
    'provisional'; full_name and store_address as they are now, null where none has arrived.
    """
    people = staff.select(sf.col("id").alias("sales_person_id"), full_name().alias("full_name"))
    places = stores.select(sf.col("id").alias("store_id"), sf.col("address").alias("store_address"))
    named = paid.join(people, on="sales_person_id", how="left").join(places, on="store_id", how="left")
    return cast_columns(named.withColumn("state", sf.lit(PROVISIONAL)), PAYOUT_COLUMNS)


def _sales_of(spark: SparkSession, lake: Lake, month: str) -> DataFrame:
    found: list[str] = []
    if lake.exists(spark, SALES):
        sales = lake.read(spark, SALES)
        found = sorted(row.sales_month for row in sales.select("sales_month").distinct().collect())
    if month not in found:
        raise NothingToPay(
            "There are no sales in the month, so there is nothing to pay.",
            found=month,
            expected="a month with sales: " + (", ".join(found) or "there is none yet"),
            next_step="name one of these months, or wait until its files have arrived",
        )
    return sales.where(sf.col("sales_month") == sf.lit(month))
