"""What was sold under each promotion in a month, and beside what is sold of the same products without a discount.

Rebuilt: the months that a batch touches, and the three after them, whose baselines may look back to them.

Grain: promotion_id, sales_month.

promotion_id    the promotion
sales_month     'yyyy-MM'
orders          orders with such a line
approximated    of them, those that no receipt tells apart
net_sales       after discount, before tax
gross_amount    before discount
discount_amount discount given
compared_units  units sold under it where there is a baseline (jobs/gold/baseline.py)
baseline_units  the baselines that they are compared with
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.derive.figures import MONEY, UNITS, count, money
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.baseline import LATER_MONTHS, compared

_AMOUNTS = ("net_sales", "gross_amount", "discount_amount")
_GRAIN = ("promotion_id", "sales_month")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "promotion_id": "string",
        "sales_month": "string",
        "orders": "bigint",
        "approximated": "bigint",
        **dict.fromkeys(_AMOUNTS, MONEY),
        "compared_units": UNITS,
        "baseline_units": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The promotions of the scope's months."""
    sold = (
        inputs.within("daily_promotion")
        .groupBy(*_GRAIN)
        .agg(count("orders"), count("approximated"), *map(money, _AMOUNTS))
    )
    weeks = inputs.since_months("weekly_baseline", months=LATER_MONTHS)
    beside = compared(inputs.within("daily_promotion_product"), weeks, _GRAIN)
    nothing = sf.lit(0).cast(UNITS)
    joined = sold.join(beside, on=list(_GRAIN), how="left")
    return joined.withColumns({name: sf.coalesce(name, nothing) for name in ("compared_units", "baseline_units")})


AGGREGATE = Node(
    name="monthly_promotion",
    columns=COLUMNS,
    grain=_GRAIN,
    per=Per.MONTH,
    reads=("daily_promotion", "daily_promotion_product", "weekly_baseline"),
    build=build,
    later_months=LATER_MONTHS,
    file_system=names.SILVER,
)
