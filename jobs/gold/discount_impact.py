"""What was sold in each band of discounts in each month, and how much more than without a discount.

The band of a sale line, a return among them, is that of its own discount_amount / gross_amount: 'none', 'below 10 %',
'10 to 20 %', '20 to 30 %', '30 to 50 %' (from the lower limit to less than the upper one), '50 % and more'; 'surcharge'
below zero; 'unknown' for a discount on a gross amount of zero.

The uplift compares like with like: for each product, store, day and band in which units were sold at a discount, those
units with the product's baseline in that store. The baseline is the mean of what the store sold of the product a day,
over the eight weeks before the day's week (from Monday), on those days on which it sold units of it and gave no
discount on any line of it; it is rounded HALF_UP to three digits. Where there is no such day there is no baseline, and
the units are not compared. Returned units are left out on both sides. uplift = (compared_units - baseline_units) /
baseline_units, over the sums of the month. A product is as the till tells it: by its id, else by the name on the
receipt.

Rebuilt: the months that a batch touches, and the three after them, whose baselines may look back to them.

Grain: discount_band, sales_month.

discount_band     the band
sales_month       'yyyy-MM' of the business date
orders            orders with a line in the band
units             quantity, returns negative
gross_amount      before discount, in the store's currency
discount_amount   discount given
net_sales         after discount, before tax
average_order_value  net_sales / orders: of the band's lines alone
compared_units    units sold at a discount where there is a baseline; 0 for 'none'
baseline_units    the baselines that they are compared with; 0 for 'none'
uplift            by which fraction more was sold; null where baseline_units is zero
order_basis       'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.derive.figures import MONEY, RATE, UNITS, average_money, count, money, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.baseline import LATER_MONTHS, compared, uplift

_AMOUNTS = ("gross_amount", "discount_amount", "net_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "discount_band": "string",
        "sales_month": "string",
        "orders": "bigint",
        "units": UNITS,
        **dict.fromkeys(_AMOUNTS, MONEY),
        "average_order_value": MONEY,
        "compared_units": UNITS,
        "baseline_units": UNITS,
        "uplift": RATE,
        "order_basis": "string",
    }
)
_GRAIN = ("discount_band", "sales_month")


def build(inputs: Inputs) -> DataFrame:
    """The bands of the scope's months."""
    bands = (
        inputs.within("daily_band")
        .groupBy(*_GRAIN)
        .agg(count("orders"), count("approximated"), units("units"), *map(money, _AMOUNTS))
    )
    weeks = inputs.since_months("weekly_baseline", months=LATER_MONTHS)
    beside = compared(inputs.within("daily_band_product"), weeks, _GRAIN)
    nothing = sf.lit(0).cast(UNITS)
    return (
        bands.join(beside, on=list(_GRAIN), how="left")
        .withColumns({name: sf.coalesce(name, nothing) for name in ("compared_units", "baseline_units")})
        .withColumn("more", sf.col("compared_units") - sf.col("baseline_units"))
        .withColumns(
            {
                "average_order_value": average_money("net_sales", "orders"),
                "uplift": uplift(),
                "order_basis": order_basis(),
            }
        )
    )


MART = Node(
    name="discount_impact",
    columns=COLUMNS,
    grain=_GRAIN,
    per=Per.MONTH,
    reads=("daily_band", "daily_band_product", "weekly_baseline"),
    build=build,
    later_months=LATER_MONTHS,
    keeps="net_sales",
)
