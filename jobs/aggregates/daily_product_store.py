"""What each store sold of each product on a day.

A product is told by its id; where a till gives none, by the name on the receipt (jobs/gold/products.py finds its id).

Rebuilt: the days that a batch touches, from their sale lines.

Grain: sales_date, store_id, product_id, sold_as.

sales_date      business date
sales_month     'yyyy-MM'
store_id        the store
product_id      the product; null where the till gives none
sold_as         the name on the receipt where there is no id, else null
printed_name    the greatest of the names on the receipts
sold_name       the same of the lines that are no returns
lines           sale lines
returns         of them, those that are returns
orders          orders with such a line
approximated    of the orders, those that no receipt tells apart
sold_units      quantity of the lines that are no returns
returned_units  quantity of the returns, positive
net_sales       after discount, before tax
returned_value  of it, what was paid back for returns, positive
gross_amount    before discount
discount_amount discount given
discounted_lines  lines with a discount that are no returns
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_id
from jobs.aggregates.sold_as import sold_as
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, count, count_where, money_of, rows_where, units_of
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
        "printed_name": "string",
        "sold_name": "string",
        "lines": "bigint",
        "returns": "bigint",
        "orders": "bigint",
        "approximated": "bigint",
        "sold_units": UNITS,
        "returned_units": UNITS,
        "net_sales": MONEY,
        "returned_value": MONEY,
        "gross_amount": MONEY,
        "discount_amount": MONEY,
        "discounted_lines": "bigint",
    }
)
_GRAIN = ("sales_month", "sales_date", "store_id", "product_id", "sold_as")


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's days by store, from silver.sales."""
    lines = inputs.within("sales", "sales_date").withColumn("sold_as", sold_as())
    is_return, no_receipt = sf.col("is_return"), sf.col("receipt_id").isNull()
    sums = lines.groupBy(*_GRAIN).agg(
        sf.max("product_name").alias("printed_name"),
        sf.max(sf.when(~is_return, sf.col("product_name"))).alias("sold_name"),
        sf.count(sf.lit(1)).alias("lines"),
        rows_where(is_return, "returns"),
        rows_where(no_receipt, "lines_without"),
        units_of(sf.when(~is_return, sf.col("quantity")), "sold_units"),
        units_of(sf.when(is_return, -sf.col("quantity")), "returned_units"),
        *(money_of(sf.col(name), name) for name in ("net_sales", "gross_amount", "discount_amount")),
        money_of(sf.when(is_return, -sf.col("net_sales")), "returned_value"),
        rows_where(~is_return & (sf.col("discount_amount") != sf.lit(0)), "discounted_lines"),
    )
    again = _again(lines.select(*_GRAIN, order_id().alias("order_id"), no_receipt.alias("no_receipt")))
    # The few first: the engine holds what stands on the left and lets the other side pass by.
    counted = again.join(sums, on=[sums[name].eqNullSafe(again[f"again_{name}"]) for name in _GRAIN], how="right")
    zero = sf.lit(0)
    return counted.withColumns(
        {
            "orders": sf.col("lines") - sf.coalesce("again", zero),
            "approximated": sf.col("lines_without") - sf.coalesce("again_without", zero),
        }
    )


def _again(lines: DataFrame) -> DataFrame:
    """How many lines have another line of the same product before them in their order; no row where there is none.

    There are few of them: to count these takes a fraction of what adding up by order does.
    """
    of_order = lines.groupBy(*_GRAIN, "order_id", "no_receipt").agg((sf.count(sf.lit(1)) - sf.lit(1)).alias("more"))
    by_product = of_order.where(sf.col("more") > sf.lit(0)).groupBy(*_GRAIN)
    counted = by_product.agg(count("more").alias("again"), count_where(sf.col("no_receipt"), "more", "again_without"))
    return counted.withColumnsRenamed({name: f"again_{name}" for name in _GRAIN})


AGGREGATE = Node(
    name="daily_product_store",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "product_id", "sold_as"),
    per=Per.DAY,
    reads=("sales",),
    build=build,
    keeps="net_sales",
    file_system=names.SILVER,
)
