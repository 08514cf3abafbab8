"""The life of each known customer up to a date: orders, purchases, spending, home store, region.

A customer is there from the first purchase on, an order with at least one line that is no return.
"""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates import monthly_customer
from jobs.derive.figures import count, money
from jobs.derive.inputs import Inputs
from jobs.derive.members import last
from jobs.derive.scope import Scope, month_of
from jobs.gold.months import first_day
from jobs.silver.schema import cast_columns

# What a mart reads that asks for activity().
ACTIVITY = ("monthly_customer", "daily_orders")
UNKNOWN_REGION = "unknown"


def activity(inputs: Inputs) -> DataFrame:
    """What each known customer did up to as_of; the rows of silver.monthly_customer, its last month cut at as_of."""
    month, by_month = month_of(inputs.as_of), sf.col("sales_month")
    before = inputs.all("monthly_customer").where(by_month < sf.lit(month)).select(*monthly_customer.COLUMNS)
    orders = inputs.part("daily_orders", Scope.of_months([month]))
    seen = monthly_customer.by_month(orders.where(sf.col("sales_date") <= sf.lit(inputs.as_of)))
    return before.unionByName(cast_columns(seen, monthly_customer.COLUMNS))


def lives(active: DataFrame) -> DataFrame:
    """The customers with a purchase, from rows of activity().

    One row per customer: customer_id, orders, purchases, purchase_dates (distinct), first_purchase, last_purchase,
    net_sales of all orders.
    """
    by_month = _by_month(
        active,
        *(count(name) for name in ("orders", "purchases")),
        sf.min("first_purchase").alias("first_purchase"),
        sf.max("last_purchase").alias("last_purchase"),
        money("net_sales"),
    )
    lived = by_month.groupBy("customer_id").agg(
        *(count(name) for name in ("orders", "purchases")),
        sf.sum(sf.bit_count("purchase_days")).alias("purchase_dates"),
        sf.min("first_purchase").alias("first_purchase"),
        sf.max("last_purchase").alias("last_purchase"),
        money("net_sales"),
    )
    return lived.where(sf.col("purchases") > sf.lit(0))


def purchase_dates(active: DataFrame) -> DataFrame:
    """The dates of each customer's purchases; one row per date: customer_id, purchased_on."""
    bit = sf.expr("explode(filter(sequence(0, 30), bit -> (shiftright(purchase_days, bit) & 1) = 1))")
    days = _by_month(active).select("customer_id", first_day().alias("first_day"), bit.alias("bit"))
    return days.select("customer_id", sf.date_add("first_day", sf.col("bit")).alias("purchased_on"))


def names_now(inputs: Inputs) -> DataFrame:
    """What each customer is called now: customer_id, full_name."""
    return last(inputs.all("dim_customer")).select("customer_id", "full_name")


def regions(inputs: Inputs, active: DataFrame) -> DataFrame:
    """Where each customer belongs: customer_id, region.

    It is the customer's region now, else that of the home store now, else 'unknown'. The home store is the one with the
    customer's greatest net sales, of several with the same the smallest store_id.
    """
    customers = last(inputs.all("dim_customer")).select("customer_id", sf.col("region").alias("own_region"))
    stores = last(inputs.all("dim_store")).select("store_id", sf.col("region").alias("home_region"))
    greatest_first = Window.partitionBy("customer_id").orderBy(sf.desc("net_sales"), sf.asc("store_id"))
    by_store = active.groupBy("customer_id", "store_id").agg(money("net_sales"))
    homes = by_store.withColumn("place", sf.row_number().over(greatest_first)).where(sf.col("place") == sf.lit(1))
    known = homes.join(stores, on="store_id", how="left").join(customers, on="customer_id", how="left")
    region = sf.coalesce("own_region", "home_region", sf.lit(UNKNOWN_REGION))
    return known.select("customer_id", region.alias("region"))


def _by_month(active: DataFrame, *sums: Column) -> DataFrame:
    """One row per customer and month, over all stores: purchase_days, and the sums that are asked for."""
    days = sf.bit_or("purchase_days").alias("purchase_days")
    return active.groupBy("customer_id", "sales_month").agg(days, *sums)
