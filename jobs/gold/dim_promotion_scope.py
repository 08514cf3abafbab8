"""What each promotion covers: one row per promotion and part of its scope.

A bridge between promotions and products: a part names a product, a category, a store, some of them, or none for all.

Rebuilt: with the promotions' files; the days of a promotion that changed are rebuilt with it.

Grain: promotion_id, product_id, category, store_id.

promotion_id     the promotion
product_id       the product; null for every product
category         the category; null for any
store_id         the store; null for every store
promotion_name   its name
method           how it is made known or given
discount_percent percent off
starts_on        first day
ends_on          last day
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_PROMOTION = contract("promotion")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "promotion_id": "string",
        "product_id": _PROMOTION.column("product_id").type,
        "category": "string",
        "store_id": _PROMOTION.column("store_id").type,
        "promotion_name": "string",
        "method": "string",
        "discount_percent": _PROMOTION.column("discount_percent").type,
        "starts_on": "date",
        "ends_on": "date",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The rows of silver.promotion."""
    return inputs.all("promotion").withColumn("promotion_name", sf.col("name"))


MART = Node(
    name="dim_promotion_scope",
    columns=COLUMNS,
    grain=("promotion_id", "product_id", "category", "store_id"),
    per=Per.WHOLE,
    reads=("promotion",),
    build=build,
)
