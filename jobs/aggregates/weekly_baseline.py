"""What each store sold of each product without a discount in a week.

A plain day is one on which the store sold units of the product and gave no discount on any line of it but
returns.

Rebuilt: the weeks of the days that a batch touches, from what was sold on their days.

Grain: week_start, store_id, product_id, sold_as.

week_start      the Monday of the week
sales_month     'yyyy-MM' of the Monday
store_id        the store
product_id      the product; null where the till gives none
sold_as         the name on the receipt where there is no id, else null
plain_units     quantity sold on plain days, returns left out
plain_days      plain days
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import UNITS, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.derive.scope import Scope

_SALES = contract("pos_sales")
_DAYS = 7
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "week_start": "date",
        "sales_month": "string",
        "store_id": _SALES.column("store_id").type,
        "product_id": _SALES.column("product_id").type,
        "sold_as": "string",
        "plain_units": UNITS,
        "plain_days": "bigint",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The weeks that begin in the scope, from what was sold on their days."""
    zero, week_start = sf.lit(0), sf.trunc("sales_date", "week")
    is_plain = (sf.col("sold_units") > zero) & (sf.col("discounted_lines") == zero)
    plain = (
        _days(inputs)
        .where(is_plain)
        .withColumns(
            {
                "week_start": week_start,
                "sales_month": sf.date_format(week_start, "yyyy-MM"),
                "plain_units": sf.col("sold_units"),
            }
        )
    )
    by_week = plain.groupBy("week_start", "sales_month", "store_id", "product_id", "sold_as")
    return by_week.agg(units("plain_units"), sf.count(sf.lit(1)).alias("plain_days"))


def _days(inputs: Inputs) -> DataFrame:
    """What was sold on all days of the scope's weeks; the last of them may end in the month after the scope's."""
    if inputs.scope.everything:
        return inputs.all("daily_product_store")
    mondays = [day for day in inputs.scope.days if day.weekday() == 0]
    weeks = Scope.of_days(monday + timedelta(days=step) for monday in mondays for step in range(_DAYS))
    return inputs.part("daily_product_store", weeks, "sales_date")


AGGREGATE = Node(
    name="weekly_baseline",
    columns=COLUMNS,
    grain=("week_start", "store_id", "product_id", "sold_as"),
    per=Per.DAY,
    reads=("daily_product_store",),
    build=build,
    day_column="week_start",
    weekly=True,
    file_system=names.SILVER,
)
