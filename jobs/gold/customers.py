"""The life of each known customer up to a date: orders, purchases, spending, home store, region.

A customer is there from the first purchase on, an order with at least one line that is no return. Many marts look at
the same lives, which are worked out once in a run.
"""

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as sf

from jobs.aggregates import monthly_buyer, monthly_customer
from jobs.derive.figures import count, money
from jobs.derive.inputs import Inputs
from jobs.derive.members import last
from jobs.derive.scope import Scope, month_of
from jobs.firsts import first_of_each
from jobs.silver.schema import cast_columns

# What a mart reads that asks for lives() or purchase_days(), and what beside it one that asks for regions().
LIVES = ("monthly_buyer", "daily_orders")
REGIONS = ("monthly_customer", "dim_customer", "dim_store")
UNKNOWN_REGION = "unknown"


def lives(inputs: Inputs) -> DataFrame:
    """The customers with a purchase up to as_of.

    One row per customer: customer_id, orders, approximated (of them, those without a receipt), purchases,
    purchase_dates (distinct), first_purchase, last_purchase, net_sales of all orders.
    """
    return inputs.once("lives", lambda: _lives(_months_seen(inputs)))


def customers_months(inputs: Inputs) -> DataFrame:
    """What each known customer did, be it after as_of; the rows of silver.monthly_buyer."""
    return inputs.once("months", lambda: inputs.all("monthly_buyer").select(*monthly_buyer.COLUMNS))


def first_months(inputs: Inputs) -> DataFrame:
    """The month of each known customer's first purchase, be it after as_of: customer_id, first."""

    def firsts() -> DataFrame:
        bought = customers_months(inputs).where(sf.col("purchases") > sf.lit(0))
        return bought.groupBy("customer_id").agg(sf.min("sales_month").alias("first"))

    return inputs.once("first months", firsts)


def purchase_days(inputs: Inputs) -> DataFrame:
    """The days with a purchase of each customer who has any up to as_of; one row per customer: customer_id, days.

    days   in order, numbers as unix_date() gives them: to add to each of a million dates takes longer than all the rest
    """
    bought = _months_seen(inputs).where(sf.col("purchases") > sf.lit(0))
    bit = sf.expr("explode(filter(sequence(0, 30), bit -> (shiftright(purchase_days, bit) & 1) = 1))")
    first_day = sf.unix_date(sf.trunc("first_purchase", "month"))
    by_day = bought.select("customer_id", first_day.alias("first_day"), bit.alias("bit"))
    day = sf.col("first_day") + sf.col("bit")
    return by_day.groupBy("customer_id").agg(sf.sort_array(sf.collect_list(day)).alias("days"))


def names_now(inputs: Inputs) -> DataFrame:
    """What each customer is called now: customer_id, full_name."""
    return last(inputs.all("dim_customer")).select("customer_id", "full_name")


def in_order(*columns: Column) -> WindowSpec:
    """All customers of a snapshot, to be ranked."""
    # Not those of one as_of: where Sail 0.7 knows that there is one date only, it forgets the order.
    return Window.partitionBy(sf.lit(0)).orderBy(*columns)


def regions(inputs: Inputs) -> DataFrame:
    """Where each customer belongs: customer_id, region.

    It is the customer's region now, else that of the home store now, else 'unknown'. The home store is the one with the
    customer's greatest net sales up to as_of, of several with the same the smallest store_id.
    """
    return inputs.once("regions", lambda: _regions(inputs))


def _months_seen(inputs: Inputs) -> DataFrame:
    """What each known customer did up to as_of; the rows of silver.monthly_buyer, the last month cut at as_of."""
    if _sees_all(inputs):
        return customers_months(inputs)

    def seen() -> DataFrame:
        cut = cast_columns(monthly_buyer.at_all_stores(_last_month(inputs)), monthly_buyer.COLUMNS)
        return _before_last_month(inputs, customers_months(inputs)).unionByName(cut)

    return inputs.once("months seen", seen)


def _months_at_stores(inputs: Inputs) -> DataFrame:
    """The same at each store; the rows of silver.monthly_customer."""
    at_stores = inputs.all("monthly_customer").select(*monthly_customer.COLUMNS)
    if _sees_all(inputs):
        return at_stores
    return _before_last_month(inputs, at_stores).unionByName(_last_month(inputs))


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
    spent = _months_at_stores(inputs).select("customer_id", "store_id", "net_sales")
    of_these = spent.join(customers.select("customer_id"), on="customer_id", how="left_semi")
    by_store = of_these.groupBy("customer_id", "store_id").agg(money("net_sales"))
    greatest_first = [sf.desc("net_sales"), sf.asc("store_id")]
    return first_of_each(by_store, ["customer_id"], greatest_first).select("customer_id", "store_id")


def _sees_all(inputs: Inputs) -> bool:
    """Whether no sale lies after as_of, so that no month has to be cut."""
    return inputs.as_of >= inputs.last_sale


def _before_last_month(inputs: Inputs, months: DataFrame) -> DataFrame:
    """The rows that lie before the month of as_of."""
    return months.where(sf.col("sales_month") < sf.lit(month_of(inputs.as_of)))


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
