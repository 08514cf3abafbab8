"""The calendar: every day from the first year in which something was sold to the last.

Rebuilt: as a whole.

Grain: date_key.

date_key      yyyymmdd
date          the day
month         'yyyy-MM'
quarter       'yyyy-Qn'
year          the year
iso_week      'yyyy-Www', weeks begin on Monday
weekday       1 Monday to 7 Sunday
weekday_name  in English
is_month_end  the last day of its month
is_weekend    Saturday or Sunday
is_holiday    a fixed holiday (jobs/gold/holidays.yaml)
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml
from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "date_key": "int",
        "date": "date",
        "month": "string",
        "quarter": "string",
        "year": "int",
        "iso_week": "string",
        "weekday": "int",
        "weekday_name": "string",
        "is_month_end": "boolean",
        "is_weekend": "boolean",
        "is_holiday": "boolean",
    }
)


@cache
def holidays() -> tuple[str, ...]:
    """The fixed holidays, 'MM-dd'."""
    text = (files("jobs.gold") / "holidays.yaml").read_text(encoding="utf-8")
    return tuple(str(day) for day in yaml.safe_load(text))


def build(inputs: Inputs) -> DataFrame:
    """The days of the years from the first to the last month of silver.monthly_store."""
    sold = inputs.all("monthly_store").agg(sf.min("sales_month").alias("first"), sf.max("sales_month").alias("last"))
    first = sf.to_date(sf.concat(sf.substring("first", 1, 4), sf.lit("-01-01")))
    last = sf.to_date(sf.concat(sf.substring("last", 1, 4), sf.lit("-12-31")))
    days = sold.where(sf.col("first").isNotNull()).select(sf.explode(sf.sequence(first, last)).alias("date"))
    # By dayofweek, 1 on Sunday, and not by weekday: Sail 0.7 gives Sundays -1 there.
    weekday = (sf.dayofweek("date") + sf.lit(5)) % sf.lit(7) + sf.lit(1)
    # A week belongs to the year of its Thursday.
    thursday = sf.date_add("date", (sf.lit(4) - weekday).cast("int"))
    week = sf.floor((sf.dayofyear(thursday) - sf.lit(1)) / sf.lit(7)) + sf.lit(1)
    return days.withColumns(
        {
            "date_key": sf.date_format("date", "yyyyMMdd"),
            "month": sf.date_format("date", "yyyy-MM"),
            "quarter": sf.concat(sf.date_format("date", "yyyy"), sf.lit("-Q"), sf.quarter("date").cast("string")),
            "year": sf.year("date"),
            "iso_week": sf.concat(
                sf.date_format(thursday, "yyyy"), sf.lit("-W"), sf.lpad(week.cast("int").cast("string"), 2, "0")
            ),
            "weekday": weekday,
            "weekday_name": sf.date_format("date", "EEEE"),
            "is_month_end": sf.last_day("date") == sf.col("date"),
            "is_weekend": weekday >= sf.lit(6),
            "is_holiday": sf.date_format("date", "MM-dd").isin(*holidays()),
        }
    )


MART = Node(name="dim_date", columns=COLUMNS, grain=("date_key",), per=Per.WHOLE, reads=("monthly_store",), build=build)
