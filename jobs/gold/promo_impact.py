"""What was sold under each promotion, and how much more than is sold of the same products without a discount.

A line is sold under the promotion that applied to it, as in fact_sales. The uplift compares, for each product, store
and day with units sold under the promotion, those units with the product's baseline in that store: what it sold a day
without any discount over the eight weeks before that week (see discount_impact). uplift = (compared_units -
baseline_units) / baseline_units, over all months.

Rebuilt: as a whole, from monthly sums.

Grain: promotion_id, method.

promotion_id      the promotion
method            how it is made known or given, of several the least; null where the promotion has not arrived
orders            orders with a line under it
net_sales         after discount, before tax, in the store's currency
discount_given    discount on its lines
average_percent   discount_given / gross amount x 100
average_order_value  net_sales / orders: of the promotion's lines alone
compared_units    units sold under it where there is a baseline
baseline_units    the baselines that they are compared with
uplift            by which fraction more was sold; null where baseline_units is zero
order_basis       'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.derive.figures import MONEY, PERCENT, RATE, UNITS, average_money, count, money, percent, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.baseline import uplift

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "promotion_id": "string",
        "method": "string",
        "orders": "bigint",
        "net_sales": MONEY,
        "discount_given": MONEY,
        "average_percent": PERCENT,
        "average_order_value": MONEY,
        "compared_units": UNITS,
        "baseline_units": UNITS,
        "uplift": RATE,
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The promotions under which anything was sold."""
    sold = (
        inputs.all("monthly_promotion")
        .groupBy("promotion_id")
        .agg(
            count("orders"),
            count("approximated"),
            *(money(name) for name in ("net_sales", "gross_amount", "discount_amount")),
            units("compared_units"),
            units("baseline_units"),
        )
    )
    methods = inputs.all("dim_promotion").select("promotion_id", "method")
    return (
        sold.join(methods.where(sf.col("promotion_id").isNotNull()), on="promotion_id", how="left")
        .withColumn("more", sf.col("compared_units") - sf.col("baseline_units"))
        .withColumns(
            {
                "discount_given": sf.col("discount_amount"),
                "average_percent": percent("discount_amount", "gross_amount"),
                "average_order_value": average_money("net_sales", "orders"),
                "uplift": uplift(),
                "order_basis": order_basis(),
            }
        )
    )


MART = Node(
    name="promo_impact",
    columns=COLUMNS,
    grain=("promotion_id", "method"),
    per=Per.WHOLE,
    reads=("monthly_promotion", "dim_promotion"),
    build=build,
)
