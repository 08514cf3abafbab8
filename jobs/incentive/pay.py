"""Who earns what: the one computation behind both the mart's incentive and the monthly run's.

The top-seller rule: within a store and month the salesperson with the highest total earns the plan's rate of the own
total, HALF_UP to the cent on decimals; all who are tied at the top are paid, the others earn 0; a highest total that is
not above zero earns 0. Sales without a salesperson are a row of their own: never ranked, incentive 0.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.incentive.plan import Plan

PROVISIONAL = "provisional"
_MONEY = "decimal(18,2)"
_RATE = "decimal(9,6)"
_GRAIN = ("store_id", "sales_person_id", "sales_month")


def totals_by_person(daily: DataFrame) -> DataFrame:
    """What was sold, from silver.daily_person; one row per store, salesperson (null where no till says) and month.

    total_sales decimal(18,2), lines_counted, returns_counted (of the lines, those that are returns).
    """
    return daily.groupBy(*_GRAIN).agg(
        sf.sum("net_sales").cast(_MONEY).alias("total_sales"),
        sf.sum("lines").alias("lines_counted"),
        sf.sum("returns").alias("returns_counted"),
    )


def with_incentive(totals: DataFrame, plans: Iterable[Plan]) -> DataFrame:
    """The totals with sales_rank, ranked_people, tied_people, rate, exact_incentive, incentive and plan_version.

    One row per row of `totals`. sales_rank is null without a salesperson; exact_incentive is the product before it is
    rounded; rate, plan_version and both incentives are null in a month in which no plan is in force.
    """
    plans = tuple(plans)
    is_person = sf.col("sales_person_id").isNotNull()
    people = Window.partitionBy("store_id", "sales_month", is_person)
    ties = Window.partitionBy("store_id", "sales_month", is_person, "total_sales")
    rank = sf.rank().over(people.orderBy(sf.col("total_sales").desc()))
    ranked = totals.withColumns(
        {
            "sales_rank": sf.when(is_person, rank),
            "ranked_people": sf.count("sales_person_id").over(people),
            "tied_people": sf.count("sales_person_id").over(ties),
            "plan_version": _of_plan(plans, lambda plan: sf.lit(plan.version), "string"),
            "rate": _of_plan(plans, lambda plan: sf.lit(plan.rate), _RATE),
        }
    )
    earns = is_person & (sf.col("sales_rank") == sf.lit(1)) & (sf.col("total_sales") > sf.lit(0))
    zero = sf.when(sf.col("rate").isNotNull(), sf.lit(Decimal("0.00")).cast("decimal(28,8)"))
    exact = sf.when(earns, (sf.col("total_sales") * sf.col("rate")).cast("decimal(28,8)")).otherwise(zero)
    return ranked.withColumn("exact_incentive", exact).withColumn(
        "incentive", sf.round("exact_incentive", 2).cast(_MONEY)
    )


def _of_plan(plans: Iterable[Plan], value: Callable[[Plan], Column], type_: str) -> Column:
    by_month = sf.lit(None).cast(type_)
    for plan in plans:
        in_force = sf.col("sales_month").between(plan.first_month, plan.last_month)
        by_month = sf.when(in_force, value(plan).cast(type_)).otherwise(by_month)
    return by_month
