"""How many customers each region has and what they have spent, as of a business date.

Known customers with at least one purchase (an order with a line that is no return) on or before as_of; sales after
as_of are not seen. The region is the customer's now; where none is known, that now of the home store, the one with the
customer's greatest net sales up to as_of, of several with the same the smallest store_id; else 'unknown'.

Rebuilt: as a whole, with every batch of sales, and where a region has changed.

Grain: region, as_of.

region      the region
as_of       the date looked back from: the last business date with sales unless a run names another
customers   its customers
net_sales   of all their orders, after discount and before tax, returns negative
share       net_sales / net sales of the customers of all regions, four digits, HALF_UP; null where those are zero
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.derive.figures import MONEY, RATE, money, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import LIVES, REGIONS, lives, regions

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "region": "string",
        "as_of": "date",
        "customers": "bigint",
        "net_sales": MONEY,
        "share": RATE,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The regions of the customers up to as_of."""
    of_region = lives(inputs).join(regions(inputs), on="customer_id").withColumn("as_of", sf.lit(inputs.as_of))
    sums = of_region.groupBy("region", "as_of").agg(sf.count(sf.lit(1)).alias("customers"), money("net_sales"))
    everywhere = Window.partitionBy("as_of").rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    of_all = sums.withColumn("of_all", sf.sum("net_sales").over(everywhere).cast(MONEY))
    return of_all.withColumn("share", rate("net_sales", "of_all"))


MART = Node(
    name="customers_by_region",
    columns=COLUMNS,
    grain=("region", "as_of"),
    per=Per.WHOLE,
    reads=(*LIVES, *REGIONS),
    build=build,
)
