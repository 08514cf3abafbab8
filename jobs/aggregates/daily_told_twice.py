"""The orders that hold a product both by its id and by its name alone: sums over the two would count them twice.

The product of a name is the least id of the products that have it now.

Rebuilt: the days that a batch touches, and those with sales by a name that a product has or had.

Grain: sales_date, product_id.

sales_date      business date
sales_month     'yyyy-MM'
product_id      the product
twice           orders in all stores that hold it both ways
twice_approximated  of them, those that no receipt tells apart
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import ORDER, order_id
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import rows_where
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.products import ids_by_name

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "product_id": contract("pos_sales").column("product_id").type,
        "twice": "bigint",
        "twice_approximated": "bigint",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's days that an order holds both ways."""
    lines = inputs.within("sales", "sales_date")
    places = _places(inputs.within("daily_product_store", "sales_date"), inputs.all("dim_product"))
    at = ["sales_date", "store_id"]
    nameless = lines.where(sf.col("product_id").isNull()).drop("product_id")
    by_name = nameless.withColumnRenamed("product_name", "sold_as").join(places, on=[*at, "sold_as"])
    by_id = lines.join(places.drop("sold_as"), on=[*at, "product_id"], how="left_semi")
    named, numbered = (_of_order(found) for found in (by_name, by_id))
    twice = named.distinct().join(numbered, on=[*ORDER, "product_id"], how="left_semi")
    return twice.groupBy("sales_date", "sales_month", "product_id").agg(
        sf.count(sf.lit(1)).alias("twice"), rows_where(sf.col("receipt_id").isNull(), "twice_approximated")
    )


def _of_order(lines: DataFrame) -> DataFrame:
    """The order and the product of each line. Told after the joins: the texts of all lines take longer than they do."""
    return lines.withColumn("order_id", order_id()).select(*ORDER, "product_id", "receipt_id")


def _places(daily: DataFrame, products: DataFrame) -> DataFrame:
    """The days and stores that sold a product by id and by name: sales_date, store_id, product_id, sold_as."""
    day_and_store = ("sales_date", "store_id")
    nameless = daily.where(sf.col("product_id").isNull()).select(*day_and_store, "sold_as")
    named = nameless.join(ids_by_name(products), on="sold_as")
    by_id = daily.where(sf.col("product_id").isNotNull()).select(*day_and_store, "product_id")
    return named.join(by_id, on=[*day_and_store, "product_id"])


AGGREGATE = Node(
    name="daily_told_twice",
    columns=COLUMNS,
    grain=("sales_date", "product_id"),
    per=Per.DAY,
    reads=("sales", "daily_product_store", "dim_product"),
    build=build,
    file_system=names.SILVER,
)
