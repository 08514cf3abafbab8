"""Pairs of orders of one customer at two stores, so close in time that nobody could have made both.

The orders of a known customer of which the till gives a moment stand in its order, of the same moment by order_key. An
order and the one just before it are a pair where their stores differ and at most 300 seconds lie between them. What
people have found of a pair is read from silver.suspect_case by store, receipt and business date of the later order;
until something is said, and where the order has no receipt, the case is 'open'. An order whose moment lies more than a
day from its business date is left out: one of the two is wrong.

Rebuilt: the days that a batch touches with the three before and after each (stores in other time zones have other
business dates), and those of the orders of which a case says something.

Grain: order_key.

sales_date          business date of the later order
sales_month         'yyyy-MM' of it
customer_id         the customer
store_id            the store of the later order
order_key           the later order
receipt_id          its receipt; null where the till gives none
sold_at             its earliest moment, UTC
net_sales           its net sales
earlier_store_id    the store of the earlier order
earlier_order_key   the earlier order
earlier_sold_at     its earliest moment, UTC
earlier_net_sales   its net sales
seconds_between     whole seconds between the two
case_status         'open', 'confirmed' or 'dismissed'
order_basis         'receipt', or 'customer-store-day' where one of the two has no receipt
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis, order_key
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_SALES = contract("pos_sales")
MOST_SECONDS = 300
# Two moments that close lie on one UTC date or two, and a business date lies at most a day from its moment's.
DAYS_APART = 3
OPEN = "open"
_MICROS = 1_000_000
_OF_BOTH = ("store_id", "order_key", "sold_at", "net_sales", "receipt_id")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "customer_id": _SALES.column("customer_id").type,
        "store_id": _SALES.column("store_id").type,
        "order_key": "string",
        "receipt_id": "string",
        "sold_at": "timestamp",
        "net_sales": MONEY,
        "earlier_store_id": _SALES.column("store_id").type,
        "earlier_order_key": "string",
        "earlier_sold_at": "timestamp",
        "earlier_net_sales": MONEY,
        "seconds_between": "int",
        "case_status": "string",
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The pairs whose later order lies in the scope's days."""
    days_off = sf.abs(sf.datediff(sf.to_date("sold_at"), sf.col("sales_date")))
    has_moment = sf.col("customer_id").isNotNull() & (days_off <= sf.lit(1))
    # Of two orders so close in time the business dates differ by three days at most.
    orders = _not_alone(inputs.around("daily_orders", days=DAYS_APART).where(has_moment))
    orders = orders.withColumn("order_key", order_key())
    in_time = Window.partitionBy("customer_id").orderBy("sold_at", "order_key")
    paired = orders.withColumns({f"earlier_{name}": sf.lag(name).over(in_time) for name in _OF_BOTH})
    micros = sf.unix_micros("sold_at") - sf.unix_micros("earlier_sold_at")
    later, earlier = (sf.col(name).isNull().cast("int") for name in ("receipt_id", "earlier_receipt_id"))
    close = paired.withColumns({"micros_between": micros, "approximated": later + earlier}).where(
        (sf.col("store_id") != sf.col("earlier_store_id"))
        & (sf.col("micros_between") <= sf.lit(MOST_SECONDS * _MICROS))
    )
    # By order_id, which is never null and says the receipt where there is one.
    case = sf.concat(sf.lit("r"), sf.col("receipt_id")).alias("order_id")
    cases = inputs.all("suspect_case").select("store_id", "sales_date", case, "status")
    return close.join(cases, on=["store_id", "sales_date", "order_id"], how="left").withColumns(
        {
            "order_basis": order_basis(),
            "seconds_between": sf.expr(f"micros_between div {_MICROS}"),
            "case_status": sf.coalesce("status", sf.lit(OPEN)),
        }
    )


def _not_alone(orders: DataFrame) -> DataFrame:
    """The orders of a customer with another one of theirs at most so far apart, and some more: few are left to sort.

    Two moments so close lie in one stretch of so many seconds, or in two that follow each other; so does every order
    between them.
    """
    stretch = sf.expr(f"unix_micros(sold_at) div {MOST_SECONDS * _MICROS}")
    kept = orders.withColumn("stretch", stretch)
    both = sf.explode(sf.array(sf.col("stretch"), sf.col("stretch") + sf.lit(1)))
    shared = (
        kept.select("customer_id", both.alias("either"))
        .groupBy("customer_id", "either")
        .agg(sf.count(sf.lit(1)).alias("orders"))
        .where(sf.col("orders") > sf.lit(1))
        .select(sf.col("customer_id").alias("who"), "either")
    )
    in_either = sf.col("either").between(sf.col("stretch"), sf.col("stretch") + sf.lit(1))
    return kept.join(shared, on=(sf.col("customer_id") == sf.col("who")) & in_either, how="left_semi").drop("stretch")


MART = Node(
    name="suspects",
    columns=COLUMNS,
    grain=("order_key",),
    per=Per.DAY,
    reads=("daily_orders", "suspect_case"),
    build=build,
    days_around=DAYS_APART,
)
