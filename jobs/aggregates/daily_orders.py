"""Every order, with its customer and its sums.

The customer of an order is the least customer_id that its lines name, and that of all its lines.

Rebuilt: the days that a batch touches, from their sale lines.

Grain: sales_date, store_id, order_id.

sales_date      business date
sales_month     'yyyy-MM'
store_id        the store
order_id        tells the order from others of its store and date: 'r' and the receipt, 'c' and the customer, or 'a'
receipt_id      the receipt; null where the till gave none
customer_id     the customer; null for an anonymous order
lines           its sale lines
sold_lines      of them, those that are no returns; an order with any is a purchase
net_sales       after discount, before tax
gross_amount    before discount
discount_amount discount given
units           quantity, returns negative
sold_at         the earliest moment of its lines, UTC; null where the till gave none
hour            the hour of that moment in the store's time zone; the least where the till gave only hours; else null
order_discount_amount  discount on the order as a whole, beside that of its lines; null where there is none
order_tax_amount       tax on the order as a whole; null where the till gives it by line or not at all
order_freight_amount   freight of the order; null where there is none
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import ORDER, order_id
from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, money, rows_where, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_SALES = contract("pos_sales")
HOURS = 24
ORDER_AMOUNTS = ("order_discount_amount", "order_tax_amount", "order_freight_amount")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": _SALES.column("store_id").type,
        "order_id": "string",
        "receipt_id": "string",
        "customer_id": _SALES.column("customer_id").type,
        "lines": "bigint",
        "sold_lines": "bigint",
        "net_sales": MONEY,
        "gross_amount": MONEY,
        "discount_amount": MONEY,
        "units": UNITS,
        "sold_at": "timestamp",
        "hour": "int",
        **dict.fromkeys(ORDER_AMOUNTS, MONEY),
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The orders of the scope's days, from silver.sales."""
    lines = inputs.within("sales", "sales_date").withColumns({"order_id": order_id(), "units": sf.col("quantity")})
    return lines.groupBy(*ORDER).agg(
        sf.max("receipt_id").alias("receipt_id"),
        sf.min("customer_id").alias("customer_id"),
        sf.count(sf.lit(1)).alias("lines"),
        rows_where(~sf.col("is_return"), "sold_lines"),
        *(money(name) for name in ("net_sales", "gross_amount", "discount_amount")),
        units("units"),
        sf.min("sold_at").alias("sold_at"),
        _hour_of_the_earliest().alias("hour"),
        *(sf.max(name).alias(name) for name in ORDER_AMOUNTS),
    )


def _hour_of_the_earliest() -> Column:
    """The hour of the line with the earliest moment: moments and hours are compared as one number."""
    moment_and_hour = sf.unix_micros("sold_at") * sf.lit(HOURS) + sf.col("sold_hour")
    return sf.coalesce(sf.pmod(sf.min(moment_and_hour), sf.lit(HOURS)).cast("int"), sf.min("sold_hour"))


AGGREGATE = Node(
    name="daily_orders",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "order_id"),
    per=Per.DAY,
    reads=("sales",),
    build=build,
    keeps="net_sales",
    file_system=names.SILVER,
)
