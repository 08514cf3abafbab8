"""What an order is: a distinct receipt of a store and business date; where a till gives none, a customer's lines there.

All lines without receipt and customer of a store and day are one order. A receipt id on two business dates is two.
"""

from pyspark.sql import Column
from pyspark.sql import functions as sf

RECEIPT = "receipt"
APPROXIMATED = "customer-store-day"
# What tells an order, once order_id() is among the columns; the month too, since tables are kept by it.
ORDER = ("sales_month", "sales_date", "store_id", "order_id")


def order_id() -> Column:
    """What tells the order of a sale line from others of its store and business date: 'r...', 'c...' or 'a'."""
    by_receipt = sf.concat(sf.lit("r"), sf.col("receipt_id"))
    by_customer = sf.concat(sf.lit("c"), sf.col("customer_id").cast("string"))
    return sf.coalesce(by_receipt, by_customer, sf.lit("a"))


def order_key() -> Column:
    """The order as one text, unique over all stores and dates, from store_id, sales_date and order_id."""
    return sf.concat_ws("|", sf.col("store_id").cast("string"), sf.col("sales_date").cast("string"), "order_id")


def order_basis() -> Column:
    """How the orders of a row were told apart, whose column `approximated` counts those without a receipt."""
    return sf.when(sf.col("approximated") > sf.lit(0), sf.lit(APPROXIMATED)).otherwise(sf.lit(RECEIPT))
