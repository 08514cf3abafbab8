"""Which product a row is about, what is known of it now, and what was sold of it in all."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import count, money, units
from jobs.derive.members import last

TOLD_APART = ("product_number", "told_name")
_SUMS = ("net_sales", "gross_amount", "discount_amount")


def ids_by_name(products: DataFrame) -> DataFrame:
    """The product that a name on a receipt means: the least id of the products that have it now; one row per name.

    products   gold.dim_product
    sold_as    the name, product_id the product
    """
    named = last(products).where(sf.col("product_name").isNotNull())
    return named.groupBy(sf.col("product_name").alias("sold_as")).agg(sf.min("product_id").alias("product_id"))


def with_product(rows: DataFrame, products: DataFrame) -> DataFrame:
    """The rows with product_id also where the till gives only a name, sold_as; one row per row of `rows`."""
    by_name = ids_by_name(products).withColumnRenamed("product_id", "named_id")
    named = rows.join(by_name, on="sold_as", how="left")
    return named.withColumn("product_id", sf.coalesce("product_id", "named_id")).drop("named_id")


def identified(rows: DataFrame, products: DataFrame) -> DataFrame:
    """The rows with product_id as with_product gives it, and sold_as only where there is still no id."""
    known = with_product(rows, products)
    return known.withColumn("sold_as", sf.when(sf.col("product_id").isNull(), sf.col("sold_as")))


def with_attributes(rows: DataFrame, products: DataFrame) -> DataFrame:
    """The rows with product_name and category as they are now; one row per row of `rows`.

    rows       with product_id and printed_name, the name of a product that has not arrived or has none
    products   gold.dim_product
    """
    now = last(products).select("product_id", "product_name", "category")
    joined = rows.join(now, on="product_id", how="left")
    return joined.withColumn("product_name", sf.coalesce("product_name", "printed_name"))


def told_apart(rows: DataFrame) -> DataFrame:
    """The rows with the columns TOLD_APART, never null, which tell products apart as product_id and sold_as do."""
    by_name = sf.coalesce(sf.concat(sf.lit("named "), "sold_as"), sf.lit("nameless"))
    name = sf.when(sf.col("product_id").isNull(), by_name).otherwise(sf.lit(""))
    return rows.withColumns(dict(zip(TOLD_APART, (sf.coalesce("product_id", sf.lit(0)), name), strict=True)))


def in_all(months: DataFrame) -> DataFrame:
    """What was sold of each product in these months; one row per product_id and sold_as.

    months   rows of silver.monthly_product
    printed_name, orders, approximated (of them, those without a receipt), sold_units, returned_units, units (returns
    negative), net_sales, gross_amount, discount_amount
    """
    sums = months.groupBy("product_id", "sold_as").agg(
        sf.max("printed_name").alias("printed_name"),
        count("orders"),
        count("approximated"),
        units("sold_units"),
        units("returned_units"),
        *map(money, _SUMS),
    )
    return sums.withColumn("units", sf.col("sold_units") - sf.col("returned_units"))
