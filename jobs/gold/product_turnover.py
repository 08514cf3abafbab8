"""How often the stock of each product was sold in each month.

turnover = sold_units / average_stock. average_stock is the sum, over the stores that took stock of the product in the
month, of the mean of what they found, HALF_UP to three digits for each store: stores need not count on the same days.
Where no stock of the product was taken in the month, sales_frequency says how many sale lines it had instead. A line
without a product_id is of the least id among the products that have its name now; where there is none, of that name, of
which no stock is known.

Rebuilt: the months that a batch's sales and stock touch, and those in which something was sold whose product has
another name now.

Grain: product_id, product_name, sales_month.

product_id      the product; null where it is not known
product_name    its name now; that on the receipts, of several the greatest, where it has not arrived or has none
sales_month     'yyyy-MM' of the business date; months with a sale line of the product alone
sold_units      quantity of the lines that are no returns
average_stock   mean units on hand of the stores that took stock, added up; null where none did
turnover        sold_units / average_stock; null where that is null or zero
sales_frequency sale lines, returns among them, where no stock was taken; else null
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.figures import RATE, UNITS, quotient, rate, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.products import with_attributes

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "product_id": contract("pos_sales").column("product_id").type,
        "product_name": "string",
        "sales_month": "string",
        "sold_units": UNITS,
        "average_stock": UNITS,
        "turnover": RATE,
        "sales_frequency": "bigint",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's months, with their names now."""
    sold = with_attributes(inputs.within("monthly_product"), inputs.all("dim_product"))
    by_store = inputs.within("monthly_stock").withColumn("average_stock", quotient("on_hand", "stock_dates", digits=3))
    stocked = by_store.groupBy("sales_month", "product_id").agg(units("average_stock"))
    beside = sold.join(stocked, on=["sales_month", "product_id"], how="left")
    no_stock = sf.col("average_stock").isNull()
    return beside.withColumns(
        {"turnover": rate("sold_units", "average_stock"), "sales_frequency": sf.when(no_stock, sf.col("lines"))}
    )


MART = Node(
    name="product_turnover",
    columns=COLUMNS,
    grain=("product_id", "product_name", "sales_month"),
    per=Per.MONTH,
    reads=("monthly_product", "monthly_stock", "dim_product"),
    build=build,
)
