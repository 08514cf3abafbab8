"""What each product that was ever sold has come to: sales, prices, discounts, returns and ratings.

It takes in all sales and all reviews. Net sales: the sum of total_cost, after discount and before tax; returns are
negative and count. average_order_value = net_sales / orders; average_price = net_sales / units; discount_rate =
discount / gross amount; return_rate = returned / sold units; average_rating = the sum of the ratings / reviews. A line
without a product_id is of the least id among the products that have its name now; where there is none, of that name, of
which no reviews are known.

Rebuilt: as a whole, from the products' months.

Grain: product_id, product_name.

product_id      the product; null where it is not known
product_name    its name now; that on the receipts, of several the greatest, where it has not arrived or has none
category        its category now; null where it is not known
units           quantity, returns negative
net_sales       net sales, in the store's currency
orders          orders with a line of it
average_order_value  net_sales / orders: of the product's lines alone
average_price   net_sales / units; null where no units are left
discount_rate   part of the gross amount that was given as discount, a fraction; null where that amount is zero
return_rate     part of the units sold that came back, a fraction; null where none were sold
average_rating  mean of the ratings, 1 to 5; null without a review
reviews         reviews of it
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, RATE, UNITS, average_money, count, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.products import in_all, with_attributes
from jobs.gold.ratings import RATING, average_rating

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "product_id": contract("pos_sales").column("product_id").type,
        "product_name": "string",
        "category": "string",
        "units": UNITS,
        "net_sales": MONEY,
        "orders": "bigint",
        "average_order_value": MONEY,
        "average_price": MONEY,
        "discount_rate": RATE,
        "return_rate": RATE,
        "average_rating": RATING,
        "reviews": "bigint",
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """All products that were ever sold, with their names now."""
    sold = with_attributes(in_all(inputs.all("monthly_product")), inputs.all("dim_product"))
    rated = inputs.all("monthly_rating").groupBy("product_id").agg(count("reviews"), count("ratings"))
    return sold.join(rated, on="product_id", how="left").withColumns(
        {
            "average_order_value": average_money("net_sales", "orders"),
            "average_price": average_money("net_sales", "units"),
            "discount_rate": rate("discount_amount", "gross_amount"),
            "return_rate": rate("returned_units", "sold_units"),
            "average_rating": average_rating(),
            "reviews": sf.coalesce("reviews", sf.lit(0)),
            "order_basis": order_basis(),
        }
    )


MART = Node(
    name="product_impact",
    columns=COLUMNS,
    grain=("product_id", "product_name"),
    per=Per.WHOLE,
    reads=("monthly_product", "monthly_rating", "dim_product"),
    build=build,
)
