"""What was brought back of each product on a day, by the month in which it had been sold.

Rebuilt: the days that a batch touches, from their sale lines.

Grain: sales_date, origin_month, product_id, sold_as.

sales_date      business date of the return
sales_month     'yyyy-MM' of it
origin_month    'yyyy-MM' of the original sale; where the till does not say, or names a later date, that of the return
product_id      the product; null where the till gives none
sold_as         the name on the receipt where there is no id, else null
printed_name    the greatest of the names on the receipts
returns         returned lines
returned_units  their quantity, positive
returned_value  what was paid back for them, positive
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.daily_repairs import is_before_sale
from jobs.aggregates.sold_as import sold_as
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, money, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "origin_month": "string",
        "product_id": contract("pos_sales").column("product_id").type,
        "sold_as": "string",
        "printed_name": "string",
        "returns": "bigint",
        "returned_units": UNITS,
        "returned_value": MONEY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The returns of the scope's days, from silver.sales."""
    sold_on = sf.when(~is_before_sale(), sf.date_format("original_sales_date", "yyyy-MM"))
    origin = sf.coalesce(sold_on, sf.col("sales_month"))
    returns = (
        inputs.within("sales", "sales_date")
        .where("is_return")
        .withColumns(
            {
                "origin_month": origin,
                "sold_as": sold_as(),
                "returned_units": -sf.col("quantity"),
                "returned_value": -sf.col("net_sales"),
            }
        )
    )
    return returns.groupBy("sales_date", "sales_month", "origin_month", "product_id", "sold_as").agg(
        sf.max("product_name").alias("printed_name"),
        sf.count(sf.lit(1)).alias("returns"),
        units("returned_units"),
        money("returned_value"),
    )


AGGREGATE = Node(
    name="daily_returns",
    columns=COLUMNS,
    grain=("sales_date", "origin_month", "product_id", "sold_as"),
    per=Per.DAY,
    reads=("sales",),
    build=build,
    file_system=names.SILVER,
)
