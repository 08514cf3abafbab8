"""What each store sold of each category on each day.

The category is what that of the product was on the business date; 'unknown' where the product or its category is not
known. A line without a product_id is of the least id among the products that have its name now. Net sales: the sum of
total_cost, after discount and before tax; returns are negative and count. An order counts once for each category that
any of its lines is of. average_order_value = net_sales / orders.

Rebuilt: the days that a batch touches, and the days with sales of a product of which something else is said of them.

Grain: sales_date, store_id, category.

sales_date      business date
sales_month     'yyyy-MM' of it
store_id        the store
category        category of the product on that date, or 'unknown'
units           quantity, returns negative
net_sales       net sales, in the store's currency
discount_given  discount on the lines, in net_sales already
orders          orders with a line of the category
average_order_value  net_sales / orders: of the category's lines alone
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis, order_id
from jobs.aggregates.sold_as import sold_as
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, UNITS, average_money, count, money, units
from jobs.derive.inputs import Inputs
from jobs.derive.members import UNKNOWN, with_version
from jobs.derive.node import Node, Per
from jobs.gold.products import with_product

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": contract("pos_sales").column("store_id").type,
        "category": "string",
        "units": UNITS,
        "net_sales": MONEY,
        "discount_given": MONEY,
        "orders": "bigint",
        "average_order_value": MONEY,
        "order_basis": "string",
    }
)
_GRAIN = ("sales_date", "sales_month", "store_id", "category")


def build(inputs: Inputs) -> DataFrame:
    """The categories of the scope's days by store, from silver.sales."""
    sums = (units("units"), money("net_sales"), money("discount_given"))
    by_order = (
        _with_category(inputs)
        .groupBy(*_GRAIN, "order_id")
        .agg(*sums, sf.max(sf.col("receipt_id").isNull().cast("int")).alias("approximated"))
    )
    return (
        by_order.groupBy(*_GRAIN)
        .agg(*sums, sf.count(sf.lit(1)).alias("orders"), count("approximated"))
        .withColumns({"average_order_value": average_money("net_sales", "orders"), "order_basis": order_basis()})
    )


def _with_category(inputs: Inputs) -> DataFrame:
    """The sale lines of the scope's days with the category that their product had on the day."""
    lines = inputs.within("sales", "sales_date").withColumns(
        {
            "sold_as": sold_as(),
            "order_id": order_id(),
            "units": sf.col("quantity"),
            "discount_given": sf.col("discount_amount"),
        }
    )
    products = inputs.all("dim_product")
    versed = with_version(with_product(lines, products), products, "product_key", "product_id", "category")
    return versed.withColumn("category", sf.coalesce("category", sf.lit(UNKNOWN)))


MART = Node(
    name="daily_store_category",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "category"),
    per=Per.DAY,
    reads=("sales", "dim_product"),
    build=build,
    keeps="net_sales",
)
