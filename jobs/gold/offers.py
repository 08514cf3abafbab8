"""The promotion that applied to a sale line."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_id
from jobs.aggregates.sold_as import sold_as
from jobs.derive.inputs import Inputs
from jobs.gold.products import with_product


def promoted_lines(inputs: Inputs) -> DataFrame:
    """The sale lines of the scope's days to which a promotion applied; one row per line of silver.sales that has any.

    promotion_id, order_id, product_id (known by name too), till_product_id and sold_as (as the till says), and what
    else silver.sales holds. Reads sales, daily_offer and dim_product.
    """
    lines = inputs.within("sales", "sales_date").withColumns(
        {"order_id": order_id(), "sold_as": sold_as(), "till_product_id": sf.col("product_id")}
    )
    applied = with_promotion(with_product(lines, inputs.all("dim_product")), inputs.within("daily_offer", "sales_date"))
    return applied.where(sf.col("promotion_id").isNotNull())


def with_promotion(lines: DataFrame, offers: DataFrame) -> DataFrame:
    """The lines with the promotion that applied as promotion_id; one row per row of `lines`.

    lines    with sales_date, store_id, product_id (null where it is not known) and the promotion_id that the till names
    offers   rows of silver.daily_offer
    The one that the till names; else the better of what was offered on the product and on everything; null for none.
    """
    on_product = offers.where(sf.col("product_id").isNotNull()).select(
        *("sales_date", "store_id", "product_id"),
        sf.col("promotion_id").alias("product_offer"),
        sf.col("discount_percent").alias("product_percent"),
    )
    on_all = offers.where(sf.col("product_id").isNull()).select(
        *("sales_date", "store_id"),
        sf.col("promotion_id").alias("store_offer"),
        sf.col("discount_percent").alias("store_percent"),
    )
    offered = lines.join(on_product, on=["sales_date", "store_id", "product_id"], how="left")
    offered = offered.join(on_all, on=["sales_date", "store_id"], how="left")
    better = sf.col("store_percent") > sf.col("product_percent")
    equal = (sf.col("store_percent") == sf.col("product_percent")) & (sf.col("store_offer") < sf.col("product_offer"))
    best = sf.when(sf.col("product_offer").isNull() | better | equal, sf.coalesce("store_offer", "product_offer"))
    promotion = sf.coalesce("promotion_id", best, "product_offer")
    return offered.withColumn("promotion_id", promotion).drop(
        *("product_offer", "product_percent", "store_offer", "store_percent")
    )
