"""What a store sells of a product on a day without a discount: what sales at a discount are compared with.

The baseline of a product, a store and a week (from Monday): over the eight weeks before it, the days on which the store
sold units of the product and gave no discount on any line of it; their units / their number, HALF_UP to three digits.
Without such a day there is none. A product is as the till tells it: by its id, else by the name on the receipt.
"""

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import count, quotient, rate, units
from jobs.gold.products import TOLD_APART, told_apart

WEEKS = 8
# Eight weeks before the Monday of the first of March may begin in December: in so many months a day is looked back to.
LATER_MONTHS = 3
_TOLD = ("store_id", *TOLD_APART)
_A_MONDAY = date(1969, 12, 29)


def compared(discounted: DataFrame, weeks: DataFrame, by: Sequence[str]) -> DataFrame:
    """What was sold at a discount where there is a baseline, beside the baseline; one row per value of `by`.

    discounted      sales_date, store_id, product_id, sold_as, sold_units and `by`; a row for each comparison
    weeks           rows of silver.weekly_baseline, from LATER_MONTHS before the first of `discounted`
    compared_units  sold_units of the rows with a baseline
    baseline_units  the baselines of these rows
    """
    sold = told_apart(discounted.where(sf.col("sold_units") > sf.lit(0))).withColumn("week", _week("sales_date"))
    found = sold.join(_baselines(sold, told_apart(weeks)), on=[*_TOLD, "week"])
    sums = found.groupBy(*by).agg(units("sold_units"), units("baseline_units"))
    return sums.withColumnRenamed("sold_units", "compared_units")


def uplift() -> Column:
    """(compared_units - baseline_units) / baseline_units, from a column `more` that holds the difference."""
    return rate("more", "baseline_units")


def _baselines(sold: DataFrame, weeks: DataFrame) -> DataFrame:
    """The baseline of each week, store and product in `sold` that has one, as baseline_units."""
    before = sf.explode(sf.sequence(sf.col("week") - sf.lit(WEEKS), sf.col("week") - sf.lit(1)))
    earlier = sold.select(*_TOLD, "week").distinct().withColumn("earlier", before)
    plain = weeks.select(*_TOLD, _week("week_start").alias("earlier"), "plain_units", "plain_days")
    # The fewer first: the engine holds what stands on the left and lets the other side pass by.
    sums = (
        plain.join(earlier, on=[*_TOLD, "earlier"])
        .groupBy(*_TOLD, "week")
        .agg(units("plain_units"), count("plain_days"))
    )
    return sums.select(*_TOLD, "week", quotient("plain_units", "plain_days", digits=3).alias("baseline_units"))


def _week(day: str) -> Column:
    """The number of the week that a day lies in, from Monday: a number is added to and compared sooner than a date."""
    return sf.floor(sf.datediff(sf.col(day), sf.lit(_A_MONDAY)) / sf.lit(7)).cast("int")
