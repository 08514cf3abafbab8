"""What each store sold of each product under each promotion on a day.

Rebuilt: the days that a batch touches, and the days with sales of a promotion or product that has changed.

Grain: sales_date, store_id, product_id, sold_as, promotion_id.

sales_date      business date
sales_month     'yyyy-MM'
store_id        the store
product_id      the product; null where the till gives none
sold_as         the name on the receipt where there is no id, else null
promotion_id    the promotion that applied
sold_units      quantity of the lines that are no returns
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import UNITS, units_of
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.offers import promoted_lines

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": _SALES.column("store_id").type,
        "product_id": _SALES.column("product_id").type,
        "sold_as": "string",
        "promotion_id": "string",
        "sold_units": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's days by store and promotion."""
    return (
        promoted_lines(inputs)
        .groupBy("sales_date", "sales_month", "store_id", "till_product_id", "sold_as", "promotion_id")
        .agg(units_of(sf.when(~sf.col("is_return"), sf.col("quantity")), "sold_units"))
        .withColumnRenamed("till_product_id", "product_id")
    )


AGGREGATE = Node(
    name="daily_promotion_product",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "product_id", "sold_as", "promotion_id"),
    per=Per.DAY,
    reads=("sales", "daily_offer", "dim_product"),
    build=build,
    file_system=names.SILVER,
)
