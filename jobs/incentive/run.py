"""The monthly incentive run: computes the pay of one month and writes it with the lines that explain it.

Reads silver alone, so that a run is repeatable; the month's payouts are replaced as a whole and stay provisional.
"""

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.aggregates.daily_person import AGGREGATE
from jobs.batch import checked_month
from jobs.catalogue import INCENTIVE_LINE, INCENTIVE_PAYOUT, dimension_table, node_table
from jobs.contracts.errors import NothingToPay
from jobs.incentive.lines import explain
from jobs.incentive.pay import totals_by_person, with_incentive
from jobs.incentive.payouts import payouts
from jobs.incentive.plan import load_plans, plan_in_force
from jobs.predicates import months_of
from jobs.silver.dimension import last_versions
from jobs.tables import Lake


def run_incentive(spark: SparkSession, lake: Lake, month: str) -> None:
    """Write gold.incentive_payout and gold.incentive_line of the month; running it twice changes nothing.

    Raises ConfigurationInvalid where the month is no month or no plan is in force in it, NothingToPay where it has
    no sales; the tables are as before then.
    """
    plan = plan_in_force(load_plans(), checked_month(month))
    people = totals_by_person(_sold_in(spark, lake, month)).where(sf.col("sales_person_id").isNotNull())
    paid = with_incentive(people, [plan])
    staff, stores = (last_versions(lake.read(spark, dimension_table(name))) for name in ("sales_team", "store"))
    lake.replace_months(spark, INCENTIVE_PAYOUT, payouts(paid, staff, stores), [month])
    lake.replace_months(spark, INCENTIVE_LINE, explain(paid), [month])


def _sold_in(spark: SparkSession, lake: Lake, month: str) -> DataFrame:
    sales = lake.read(spark, node_table(AGGREGATE))
    found = sorted(months_of(sales))
    if month not in found:
        raise NothingToPay(
            "There are no sales in the month, so there is nothing to pay.",
            found=month,
            expected="a month with sales: " + (", ".join(found) or "there is none yet"),
            next_step="name one of these months, or wait until its files have arrived",
        )
    return sales.where(sf.col("sales_month") == sf.lit(month))
