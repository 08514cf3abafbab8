"""What a store sells of a product on a day without a discount: what sales at a discount are compared with.

The baseline of a product, a store and a week (from Monday): over the eight weeks before it, the days on which the store
sold units of the product and gave no discount on any line of it; their units / their number, HALF_UP to three digits.
Without such a day there is none. A product is as the till tells it: by its id, else by the name on the receipt.
"""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import count, quotient, rate, units
from jobs.gold.products import TOLD_APART, told_apart

WEEKS = 8
# Eight weeks before the Monday of the first of March may begin in December: in so many months a day is looked back to.
LATER_MONTHS = 3
_TOLD = ("store_id", *TOLD_APART)


def compared(discounted: DataFrame, weeks: DataFrame, by: Sequence[str]) -> DataFrame:
    """What was sold at a discount where there is a baseline, beside the baseline; one row per value of `by`.

    discounted      sales_date, store_id, product_id, sold_as, sold_units and `by`; a row for each comparison
    weeks           rows of silver.weekly_baseline, from LATER_MONTHS before the first of `discounted`
    compared_units  sold_units of the rows with a baseline
    baseline_units  the baselines of these rows
    """
    sold = told_apart(discounted.where(sf.col("sold_units") > sf.lit(0))).withColumn(
        "week", sf.trunc("sales_date", "week")
    )
    found = sold.join(_baselines(sold, told_apart(weeks)), on=[*_TOLD, "week"])
    sums = found.groupBy(*by).agg(units("sold_units"), units("baseline_units"))
    return sums.withColumnRenamed("sold_units", "compared_units")


def uplift() -> Column:
    """(compared_units - baseline_units) / baseline_units, from a column `more` that holds the difference."""
    return rate("more", "baseline_units")


def _baselines(sold: DataFrame, weeks: DataFrame) -> DataFrame:
    """The baseline of each week, store and product in `sold` that has one, as baseline_units."""
    steps = sf.sequence(sf.lit(1), sf.lit(WEEKS))
    wanted = sold.select(*_TOLD, "week").distinct().withColumn("step", sf.explode(steps))
    earlier = wanted.withColumn("week_start", sf.expr("date_sub(week, 7 * step)"))
    plain = earlier.join(weeks.select(*_TOLD, "week_start", "plain_units", "plain_days"), on=[*_TOLD, "week_start"])
    sums = plain.groupBy(*_TOLD, "week").agg(units("plain_units"), count("plain_days"))
    return sums.select(*_TOLD, "week", quotient("plain_units", "plain_days", digits=3).alias("baseline_units"))
