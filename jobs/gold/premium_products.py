"""The products that few customers buy and that still bring in much.

In it: less than 40 % of the customers bought the product (buyers / customers, not rounded), and its revenue is in the
top quarter. Quarters: all products ever sold in the order of revenue, product_id (those without one first) and
product_name, cut into four parts that differ by one product at most, the larger ones first (ntile); the last is the top
one. Revenue: net sales, the sum of total_cost, after discount and before tax; returns are negative and count. A line
without a product_id is of the least id among the products that have its name now; where there is none, of that name.

Rebuilt: as a whole, from the products' and customers' months and the days' buyers.

Grain: product_id, product_name.

product_id      the product; null where it is not known
product_name    its name now; that on the receipts, of several the greatest, where it has not arrived or has none
category        its category now; null where it is not known
revenue         net sales, in the store's currency
buyers          known customers with an order in which it was sold
customers       known customers with a purchase of anything
buyer_share     buyers / customers, a fraction
average_quantity_per_order  units, returns negative, / orders with a line of it
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, RATE, UNITS, quotient, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import first_months
from jobs.gold.products import TOLD_APART, identified, in_all, told_apart, with_attributes

LESS_THAN_PERCENT = 40
QUARTERS = 4
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "product_id": contract("pos_sales").column("product_id").type,
        "product_name": "string",
        "category": "string",
        "revenue": MONEY,
        "buyers": "bigint",
        "customers": "bigint",
        "buyer_share": RATE,
        "average_quantity_per_order": UNITS,
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The premium products among all that were ever sold, with their names now."""
    customers = first_months(inputs).agg(sf.count(sf.lit(1)).alias("customers"))
    # Joined on a column: Sail 0.7 divides by zero in what follows a filtered cross join without rows.
    of_all = sf.lit(0)
    few = sf.col("buyers") * sf.lit(100) < sf.col("customers") * sf.lit(LESS_THAN_PERCENT)
    return (
        _with_buyers(_best(inputs), inputs)
        .withColumn("of_all", of_all)
        .join(customers.withColumn("of_all", of_all), on="of_all")
        .where(few)
        .withColumns(
            {
                "revenue": sf.col("net_sales"),
                "buyer_share": rate("buyers", "customers"),
                "average_quantity_per_order": quotient("units", "orders", digits=3),
                "order_basis": order_basis(),
            }
        )
    )


def _best(inputs: Inputs) -> DataFrame:
    """The top quarter of all products, each with its place among them all."""
    sold = with_attributes(in_all(inputs.all("monthly_product")), inputs.all("dim_product"))
    in_order = Window.partitionBy(sf.lit(0)).orderBy(
        "net_sales", sf.col("product_id").asc_nulls_first(), sf.col("product_name").asc_nulls_first()
    )
    placed = sold.withColumns({"place": sf.row_number().over(in_order), "quarter": sf.ntile(QUARTERS).over(in_order)})
    return placed.where(sf.col("quarter") == sf.lit(QUARTERS))


def _with_buyers(best: DataFrame, inputs: Inputs) -> DataFrame:
    """The products with how many known customers bought them."""
    bought = told_apart(identified(inputs.all("daily_buyers"), inputs.all("dim_product")))
    of_these = told_apart(best).select(*TOLD_APART, "place").join(bought, on=list(TOLD_APART))
    # By place: numbers are sooner told apart than names.
    buyers = (
        of_these.select("place", "customer_id").distinct().groupBy("place").agg(sf.count(sf.lit(1)).alias("buyers"))
    )
    return best.join(buyers, on="place", how="left").withColumn("buyers", sf.coalesce("buyers", sf.lit(0)))


MART = Node(
    name="premium_products",
    columns=COLUMNS,
    grain=("product_id", "product_name"),
    per=Per.WHOLE,
    reads=("monthly_product", "daily_buyers", "monthly_buyer", "dim_product"),
    build=build,
)
