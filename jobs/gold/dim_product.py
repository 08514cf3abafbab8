"""The products as a star's dimension: a row per version.

Rebuilt: with the products' files; the months of the facts that point at a version that changed are rebuilt with it.

Grain: product_key.

product_key     surrogate key, '<id>@<valid_from>'; 'unknown' for ids that have not arrived, 'none' for no id
product_id      the product
product_name    its name
category        category
subcategory     subcategory
brand           brand
supplier_name   supplier
current_price   list price of one unit
old_price       list price before
unit_cost       cost of one unit
created_date    first day in the range
updated_date    day of the last change
expiry_date     last day in the range
valid_from      business date from which on this holds
valid_to        last day on which it holds, 9999-12-31 while it does
is_current      it holds
fact_from       first business date of the facts that point here
fact_to         last business date of the facts that point here
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.inputs import Inputs
from jobs.derive.members import VALIDITY, with_members
from jobs.derive.node import Node, Per

_PRODUCT = contract("product")
_AS_LANDED = (
    *("category", "subcategory", "brand", "supplier_name", "current_price", "old_price", "unit_cost"),
    *("created_date", "updated_date", "expiry_date"),
)
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "product_key": "string",
        "product_id": _PRODUCT.column("id").type,
        "product_name": "string",
        **{name: _PRODUCT.column(name).type for name in _AS_LANDED},
        **VALIDITY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The versions of silver.product."""
    named = {"product_key": sf.col("version_key"), "product_id": sf.col("id"), "product_name": sf.col("name")}
    return with_members(inputs.all("product").withColumns(named), "product_key", COLUMNS)


MART = Node(name="dim_product", columns=COLUMNS, grain=("product_key",), per=Per.WHOLE, reads=("product",), build=build)
