"""What was sold of each product in each month, and how much of that came back.

A return counts in the month in which its product had been bought, where the till says on which date that was
(original_sales_date; the number of a receipt alone is not looked up), else in its own month, and so where that date is
after its own; what was sold in a month may thus come back long after it. return_rate = returned_units / sold_units;
return_value_rate = returned_value / sold_value. A product has a row for a month with a line of it, even one of no
units, that counts there. A line without a product_id is of the least id among the products that have its name now;
where there is none, of that name. Of products that share a category_rank, as many of the next ranks are left out;
products without a category are ranked among themselves.

Rebuilt: the months that a batch touches, and those of the original sales of its returns; all of them with the products'
files, since what comes back need not have been sold in the month in which it counts.

Grain: product_id, product_name, sales_month.

product_id        the product; null where it is not known
product_name      its name now; that on the receipts, of several the greatest, where it has not arrived or has none
sales_month       'yyyy-MM' of the sale, of returns too where the till says it
category          its category now; null where it is not known
sold_units        quantity of the lines that are no returns
returned_units    quantity of the returns, positive
return_rate       returned_units / sold_units, a fraction; null where nothing was sold
sold_value        net sales of the lines that are no returns, in the store's currency
returned_value    what was paid back for the returns, positive
return_value_rate returned_value / sold_value, a fraction; null where that is zero
category_rank     1 for the most sold_units of the category in the month; ties share a rank
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, RATE, UNITS, money, rate, units
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.products import identified, with_attributes

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "product_id": contract("pos_sales").column("product_id").type,
        "product_name": "string",
        "sales_month": "string",
        "category": "string",
        "sold_units": UNITS,
        "returned_units": UNITS,
        "return_rate": RATE,
        "sold_value": MONEY,
        "returned_value": MONEY,
        "return_value_rate": RATE,
        "category_rank": "int",
    }
)
_GRAIN = ("sales_month", "product_id", "sold_as")


def build(inputs: Inputs) -> DataFrame:
    """The products of the scope's months, with their names now."""
    products = inputs.all("product").withColumnsRenamed({"id": "product_id", "name": "product_name"})
    demand = (
        identified(_sold(inputs).unionByName(_returned(inputs)), products)
        .groupBy(*_GRAIN)
        .agg(
            sf.max("printed_name").alias("printed_name"),
            *map(units, ("sold_units", "returned_units")),
            *map(money, ("sold_value", "returned_value")),
        )
    )
    alike = Window.partitionBy("sales_month", "category").orderBy(sf.col("sold_units").desc())
    return with_attributes(demand, products).withColumns(
        {
            "return_rate": rate("returned_units", "sold_units"),
            "return_value_rate": rate("returned_value", "sold_value"),
            "category_rank": sf.rank().over(alike),
        }
    )


def _sold(inputs: Inputs) -> DataFrame:
    months = inputs.within("monthly_product").where(sf.col("lines") > sf.col("returns"))
    return months.select(
        *_GRAIN,
        sf.col("sold_name").alias("printed_name"),
        "sold_units",
        sf.lit(0).cast(UNITS).alias("returned_units"),
        (sf.col("net_sales") + sf.col("returned_value")).cast(MONEY).alias("sold_value"),
        sf.lit(0).cast(MONEY).alias("returned_value"),
    )


def _returned(inputs: Inputs) -> DataFrame:
    # Nothing counts in a month after its own.
    by_origin = inputs.since("daily_returns").withColumn("sales_month", sf.col("origin_month"))
    return by_origin.where(inputs.scope.predicate()).select(
        *_GRAIN,
        "printed_name",
        sf.lit(0).cast(UNITS).alias("sold_units"),
        "returned_units",
        sf.lit(0).cast(MONEY).alias("sold_value"),
        "returned_value",
    )


MART = Node(
    name="product_demand",
    columns=COLUMNS,
    grain=("product_id", "product_name", "sales_month"),
    per=Per.MONTH,
    reads=("monthly_product", "daily_returns", "product"),
    build=build,
    origins=True,
)
