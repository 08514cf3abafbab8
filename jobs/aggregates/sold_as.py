"""By what a till tells a product that it gives no id of."""

from pyspark.sql import Column
from pyspark.sql import functions as sf


def sold_as() -> Column:
    """The name on the receipt where a sale line has no product_id, else null."""
    return sf.when(sf.col("product_id").isNull(), sf.col("product_name"))
