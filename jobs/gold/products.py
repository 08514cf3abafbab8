"""Which product a row is about, and what is known of it now."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.members import last


def ids_by_name(products: DataFrame) -> DataFrame:
    """The product that a name on a receipt means: the least id of the products that have it now; one row per name.

    products   gold.dim_product
    sold_as    the name, product_id the product
    """
    named = last(products).where(sf.col("product_name").isNotNull())
    return named.groupBy(sf.col("product_name").alias("sold_as")).agg(sf.min("product_id").alias("product_id"))
