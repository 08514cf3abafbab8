"""The orders that hold a product both by its id and by its name alone: sums over the two would count them twice."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_id
from jobs.derive.figures import rows_where
from jobs.gold.products import ids_by_name

_ORDER = ("sales_month", "sales_date", "store_id", "order_id")


def told_twice(lines: DataFrame, daily: DataFrame, products: DataFrame) -> DataFrame:
    """How many such orders each product has in a month; one row per sales_month and product_id that has any.

    lines     rows of silver.sales
    daily     rows of silver.daily_product_store of the same time
    products  gold.dim_product
    twice     the orders, twice_approximated those of them that no receipt tells apart
    """
    places = _places(daily, products)
    at = ["sales_date", "store_id"]
    nameless = lines.where(sf.col("product_id").isNull()).drop("product_id")
    by_name = nameless.withColumnRenamed("product_name", "sold_as").join(places, on=[*at, "sold_as"])
    by_id = lines.join(places.drop("sold_as"), on=[*at, "product_id"], how="left_semi")
    named, numbered = (_of_order(found) for found in (by_name, by_id))
    twice = named.distinct().join(numbered, on=[*_ORDER, "product_id"], how="left_semi")
    return twice.groupBy("sales_month", "product_id").agg(
        sf.count(sf.lit(1)).alias("twice"), rows_where(sf.col("receipt_id").isNull(), "twice_approximated")
    )


def _of_order(lines: DataFrame) -> DataFrame:
    """The order and the product of each line. Told after the joins: the texts of all lines take longer than they do."""
    return lines.withColumn("order_id", order_id()).select(*_ORDER, "product_id", "receipt_id")


def _places(daily: DataFrame, products: DataFrame) -> DataFrame:
    """The days and stores that sold a product by id and by name: sales_date, store_id, product_id, sold_as."""
    day_and_store = ("sales_date", "store_id")
    nameless = daily.where(sf.col("product_id").isNull()).select(*day_and_store, "sold_as")
    named = nameless.join(ids_by_name(products), on="sold_as")
    by_id = daily.where(sf.col("product_id").isNotNull()).select(*day_and_store, "product_id")
    return named.join(by_id, on=[*day_and_store, "product_id"])
