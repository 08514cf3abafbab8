"""Months as texts, 'yyyy-MM': the spine of those with sales, the month after one, how far two are apart."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf


def first_day(month: str = "sales_month") -> Column:
    """The first day of the month that a column names."""
    return sf.to_date(sf.concat(sf.col(month), sf.lit("-01")))


def month_after(month: str = "sales_month") -> Column:
    """The calendar month after that of a column, 'yyyy-MM'."""
    return sf.date_format(sf.add_months(first_day(month), 1), "yyyy-MM")


def months_apart(earlier: str, later: str) -> Column:
    """How many months the second column's month lies after the first one's, int."""
    earlier_day, later_day = first_day(earlier), first_day(later)
    years = sf.year(later_day) - sf.year(earlier_day)
    return years * sf.lit(12) + sf.month(later_day) - sf.month(earlier_day)


def spine(sold: DataFrame) -> DataFrame:
    """Every month from the first to the last of a table by sales_month, those without a row too: sales_month."""
    ends = sold.agg(sf.min("sales_month").alias("first"), sf.max("sales_month").alias("last"))
    steps = sf.sequence(sf.lit(0), months_apart("first", "last"))
    numbered = ends.where(sf.col("first").isNotNull()).select("first", sf.explode(steps).alias("step"))
    day = sf.add_months(first_day("first"), sf.col("step"))
    return numbered.select(sf.date_format(day, "yyyy-MM").alias("sales_month"))
