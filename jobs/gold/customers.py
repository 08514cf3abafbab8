"""The life of each known customer up to a date: orders, purchases, spending, home store, region.

A customer is there from the first purchase on, an order with at least one line that is no return. Many marts look at
the same lives, which are worked out once in a run.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates import monthly_buyer, monthly_customer
from jobs.derive.figures import count, money
from jobs.derive.inputs import Inputs
from jobs.derive.members import last
from jobs.derive.scope import Scope, month_of
from jobs.gold.months import first_day
from jobs.silver.schema import cast_columns

# What a mart reads that asks for lives() or purchase_dates(), and what beside it one that asks for regions().
LIVES = ("monthly_buyer", "daily_orders")
REGIONS = ("monthly_customer", "dim_customer", "dim_store")
UNKNOWN_REGION = "unknown"


def lives(inputs: Inputs) -> DataFrame:
    """The customers with a purchase up to as_of.

    One row per customer: customer_id, orders, approximated (of them, those without a receipt), purchases,
    purchase_dates (distinct), first_purchase, last_purchase, net_sales of all orders.
    """
    return inputs.once("lives", lambda: _lives(_months(inputs)))


def first_months(inputs: Inputs) -> DataFrame:
    """The month of each known customer's first purchase, be it after as_of: customer_id, first."""

    def firsts() -> DataFrame:
        bought = inputs.all("monthly_buyer").where(sf.col("purchases") > sf.lit(0))
        return bought.groupBy("customer_id").agg(sf.min("sales_month").alias("first"))

    return inputs.once("first months", firsts)


def purchase_dates(inputs: Inputs) -> DataFrame:
    """The dates of each customer's purchases up to as_of; one row per date: customer_id, purchased_on."""
    bit = sf.expr("explode(filter(sequence(0, 30), bit -> (shiftright(purchase_days, bit) & 1) = 1))")
    days = _months(inputs).select("customer_id", first_day().alias("first_day"), bit.alias("bit"))
    return days.select("customer_id", sf.date_add("first_day", sf.col("bit")).alias("purchased_on"))


def names_now(inputs: Inputs) -> DataFrame:
    """What each customer is called now: customer_id, full_name."""
    return last(inputs.all("dim_customer")).select("customer_id", "full_name")


def regions(inputs: Inputs) -> DataFrame:
    """Where each customer belongs: customer_id, region.

    It is the customer's region now, else that of the home store now, else 'unknown'. The home store is the one with the
    customer's greatest net sales up to as_of, of several with the same the smallest store_id.
    """
    return inputs.once("regions", lambda: _regions(inputs))


def _months(inputs: Inputs) -> DataFrame:
    """What each known customer did up to as_of; the rows of silver.monthly_buyer, the last month cut at as_of."""

    def months() -> DataFrame:
        cut = cast_columns(monthly_buyer.at_all_stores(_last_month(inputs)), monthly_buyer.COLUMNS)
        return _earlier(inputs, "monthly_buyer").select(*monthly_buyer.COLUMNS).unionByName(cut)

    return inputs.once("months", months)


def _regions(inputs: Inputs) -> DataFrame:
    customers = last(inputs.all("dim_customer")).select("customer_id", sf.col("region").alias("own_region"))
    stores = last(inputs.all("dim_store")).select("store_id", sf.col("region").alias("home_region"))
    living = lives(inputs).select("customer_id").join(customers, on="customer_id", how="left")
    # Of most customers the own region is known, and looking for a home looks at all that was ever sold to them.
    homes = _homes(inputs, living.where(sf.col("own_region").isNull()))
    known = living.join(homes, on="customer_id", how="left").join(stores, on="store_id", how="left")
    region = sf.coalesce("own_region", "home_region", sf.lit(UNKNOWN_REGION))
    return known.select("customer_id", region.alias("region"))


def _homes(inputs: Inputs, customers: DataFrame) -> DataFrame:
    """The home store of each of these customers: customer_id, store_id."""
    spent = ("customer_id", "store_id", "net_sales")
    earlier, cut = (rows.select(*spent) for rows in (_earlier(inputs, "monthly_customer"), _last_month(inputs)))
    of_these = earlier.unionByName(cut).join(customers.select("customer_id"), on="customer_id", how="left_semi")
    by_store = of_these.groupBy("customer_id", "store_id").agg(money("net_sales"))
    greatest_first = Window.partitionBy("customer_id").orderBy(sf.desc("net_sales"), sf.asc("store_id"))
    placed = by_store.withColumn("place", sf.row_number().over(greatest_first))
    return placed.where(sf.col("place") == sf.lit(1)).select("customer_id", "store_id")


def _earlier(inputs: Inputs, name: str) -> DataFrame:
    """The rows of a table by month that lie before the month of as_of."""
    return inputs.all(name).where(sf.col("sales_month") < sf.lit(month_of(inputs.as_of)))


def _last_month(inputs: Inputs) -> DataFrame:
    """What each known customer did in the month of as_of up to that day; the rows of silver.monthly_customer."""
    orders = inputs.part("daily_orders", Scope.of_months([month_of(inputs.as_of)]))
    until = monthly_customer.by_month(orders.where(sf.col("sales_date") <= sf.lit(inputs.as_of)))
    return cast_columns(until, monthly_customer.COLUMNS)


def _lives(months: DataFrame) -> DataFrame:
    lived = months.groupBy("customer_id").agg(
        *(count(name) for name in ("orders", "approximated", "purchases")),
        sf.sum(sf.bit_count("purchase_days")).alias("purchase_dates"),
        sf.min("first_purchase").alias("first_purchase"),
        sf.max("last_purchase").alias("last_purchase"),
        money("net_sales"),
    )
    return lived.where(sf.col("purchases") > sf.lit(0))
