"""What each store sold of each product at a discount on a day, by band.

Rebuilt: the days that a batch touches, from their sale lines.

Grain: sales_date, store_id, product_id, sold_as, discount_band.

sales_date      business date
sales_month     'yyyy-MM'
store_id        the store
product_id      the product; null where the till gives none
sold_as         the name on the receipt where there is no id, else null
discount_band   the band of the lines' discount; lines without one are not in it
sold_units      quantity of the lines that are no returns, above zero
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.discount_bands import discount_band
from jobs.aggregates.sold_as import sold_as
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import UNITS, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": _SALES.column("store_id").type,
        "product_id": _SALES.column("product_id").type,
        "sold_as": "string",
        "discount_band": "string",
        "sold_units": UNITS,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The discounted products of the scope's days by store, from silver.sales."""
    zero = sf.lit(0)
    sold = inputs.within("sales", "sales_date").where((sf.col("discount_amount") != zero) & (sf.col("quantity") > zero))
    by_band = sold.withColumns(
        {
            "sold_as": sold_as(),
            "discount_band": discount_band(),
            "sold_units": sf.col("quantity"),
        }
    )
    return by_band.groupBy("sales_date", "sales_month", "store_id", "product_id", "sold_as", "discount_band").agg(
        units("sold_units")
    )


AGGREGATE = Node(
    name="daily_band_product",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "product_id", "sold_as", "discount_band"),
    per=Per.DAY,
    reads=("sales",),
    build=build,
    file_system=names.SILVER,
)
