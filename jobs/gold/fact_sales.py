"""Every sale line that counts, with its dimensions and its part of what stands on the order as a whole.

A line points at the version of each dimension that holds on its business date; the first version of an id reaches back
for ever, the last one forward. An id that has not arrived points at the member 'unknown', a missing id at 'none'; no
line is left out. Amounts of the order as a whole (discount, tax, freight) are shared out among its lines by the largest
remainder (jobs/derive/shares.py), so that the lines add up to the order to the cent. The tax of the order, where the
till gives one, takes the place of the lines' own.

The promotion that applied: the one that the till names; else of those that cover the line's product, its category, or
everything, in the store on the day, the one with the largest discount_percent, of equal ones the least promotion_id.

Rebuilt: the days that a batch touches, and the days on which a line points at a version of a dimension, or falls under
a promotion, of which something else is said now.

Grain: file_version, row_number.

sale_key          (store, receipt, line) where the till gives them, else (file version, row)
file_version      the file version that the line came in
row_number        its row there
sales_date        business date
sales_month       'yyyy-MM'
date_key          yyyymmdd, of dim_date
store_id          the store
customer_id       the order's customer; null for an anonymous sale
product_id        the product; where the till gives only a name, the least id of the products that have it now
sales_person_id   who made the sale
promotion_id      the promotion that applied
store_key         of dim_store
customer_key      of dim_customer
product_key       of dim_product
sales_person_key  of dim_sales_team
promotion_key     of dim_promotion
order_key         store, business date and receipt (or customer) as one text
order_basis       'receipt', or 'customer-store-day' where the till gave none
receipt_id        the receipt
line_no           the line on it
quantity          units, negative for a return
price             price of one unit
gross_amount      price x quantity
discount_amount   discount on the line, in subtotal already
subtotal          net sales: after the line's discount, before tax
order_discount    the line's share of the discount on the order
tax_amount        tax: the line's share of the order's, else its own
freight_amount    the line's share of the freight
total_due         subtotal - order_discount + tax_amount + freight_amount
is_return         quantity below zero
is_high_value     the order's net sales are at or above 100.00
sold_at           moment of the sale, UTC
sold_hour         hour of the sale in the store's time zone
weekday           1 Monday to 7 Sunday
payment_method    how the receipt was paid
channel           where the sale was made
repair            'sale-after-close': made after the last day of business of its store; else 'return-before-sale': its
                  original_sales_date is after its own date, and not made use of; null where nothing is odd; counted
                  by file in data_quality
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.daily_orders import ORDER_AMOUNTS
from jobs.aggregates.daily_repairs import repair
from jobs.aggregates.orders import APPROXIMATED, RECEIPT, order_id, order_key
from jobs.aggregates.sold_as import sold_as
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY
from jobs.derive.inputs import Inputs
from jobs.derive.members import NONE, UNKNOWN, with_version
from jobs.derive.node import Node, Per
from jobs.derive.shares import ROW
from jobs.gold.offers import with_promotion
from jobs.gold.products import with_product

HIGH_VALUE = Decimal("100.00")
_SALES = contract("pos_sales")
_ORDER = ("sales_date", "store_id", "order_id")
_KEYS = ("store_key", "customer_key", "product_key", "sales_person_key", "promotion_key")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sale_key": "string",
        "file_version": "string",
        "row_number": "bigint",
        "sales_date": "date",
        "sales_month": "string",
        "date_key": "int",
        **{name: _SALES.column(name).type for name in ("store_id", "customer_id", "product_id", "sales_person_id")},
        "promotion_id": "string",
        **dict.fromkeys(_KEYS, "string"),
        "order_key": "string",
        "order_basis": "string",
        **{name: _SALES.column(name).type for name in ("receipt_id", "line_no", "quantity", "price")},
        **dict.fromkeys(("gross_amount", "discount_amount", "subtotal", "order_discount"), MONEY),
        **dict.fromkeys(("tax_amount", "freight_amount", "total_due"), MONEY),
        "is_return": "boolean",
        "is_high_value": "boolean",
        "sold_at": "timestamp",
        "sold_hour": "int",
        "weekday": "int",
        "payment_method": "string",
        "channel": "string",
        "repair": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The sale lines of the scope's days."""
    lines = inputs.within("sales", "sales_date").withColumn("order_id", order_id())
    orders = inputs.within("daily_orders", "sales_date")
    facts = _with_shares(_with_order(lines, orders), inputs.within("daily_shares", "sales_date"))
    facts = with_product(facts.withColumn("sold_as", sold_as()), inputs.all("dim_product"))
    facts = with_version(facts, inputs.all("dim_store"), "store_key", "store_id", "store_closing_date")
    facts = with_version(facts, inputs.all("dim_customer"), "customer_key", "customer_id")
    facts = with_version(facts, inputs.all("dim_product"), "product_key", "product_id")
    facts = with_version(facts, inputs.all("dim_sales_team"), "sales_person_key", "sales_person_id")
    facts = with_promotion(facts, inputs.within("daily_offer", "sales_date"))
    facts = _with_promotion_key(facts, inputs.all("dim_promotion"))
    no_tax = sf.coalesce("tax_amount", _zero())
    return facts.withColumns(
        {
            "date_key": sf.date_format("sales_date", "yyyyMMdd"),
            "order_key": order_key(),
            "order_basis": sf.when(sf.col("receipt_id").isNull(), sf.lit(APPROXIMATED)).otherwise(sf.lit(RECEIPT)),
            "discount_amount": sf.coalesce("discount_amount", _zero()),
            "subtotal": sf.col("net_sales"),
            "order_discount": sf.coalesce("order_discount_amount", _zero()),
            "tax_amount": sf.coalesce("order_tax_amount", no_tax),
            "freight_amount": sf.coalesce("order_freight_amount", _zero()),
            "is_high_value": sf.col("order_net_sales") >= sf.lit(HIGH_VALUE),
            "repair": repair(),
        }
    ).withColumn("total_due", sf.expr("subtotal - order_discount + tax_amount + freight_amount"))


def _with_order(lines: DataFrame, orders: DataFrame) -> DataFrame:
    """The lines with their order's customer and net sales."""
    of_order = orders.select(*_ORDER, "customer_id", sf.col("net_sales").alias("order_net_sales"))
    return of_order.join(lines.drop("customer_id", *ORDER_AMOUNTS), on=list(_ORDER))


def _with_shares(facts: DataFrame, shares: DataFrame) -> DataFrame:
    """The facts with their share of each amount of their order, null where it has none."""
    return facts.join(shares.select(*ROW, *ORDER_AMOUNTS), on=list(ROW), how="left")


def _with_promotion_key(facts: DataFrame, promotions: DataFrame) -> DataFrame:
    known = promotions.where(sf.col("promotion_id").isNotNull()).select("promotion_id", "promotion_key")
    missing = sf.when(sf.col("promotion_id").isNull(), sf.lit(NONE)).otherwise(sf.lit(UNKNOWN))
    joined = facts.join(known, on="promotion_id", how="left")
    return joined.withColumn("promotion_key", sf.coalesce("promotion_key", missing))


def _zero() -> Column:
    return sf.lit(0).cast(MONEY)


MART = Node(
    name="fact_sales",
    columns=COLUMNS,
    grain=ROW,
    per=Per.DAY,
    reads=(
        *("sales", "daily_orders", "daily_shares", "daily_offer"),
        *("dim_store", "dim_customer", "dim_product", "dim_sales_team", "dim_promotion"),
    ),
    build=build,
    keeps="subtotal",
    by_file=True,
)
