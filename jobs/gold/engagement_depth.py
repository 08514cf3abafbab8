"""How often each known customer has bought, and how many customers are like that, as of a business date.

Customers with at least one purchase (an order with a line that is no return) on or before as_of; sales after as_of are
not seen. One purchase is 'one-time', two to four are 'occasional', five and more 'regular'.

Rebuilt: as a whole, with every batch of sales.

Grain: customer_id, as_of.

customer_id  the customer
as_of        the date looked back from: the last business date with sales unless a run names another
purchases    orders with at least one line that is no return
engagement   'one-time', 'occasional' or 'regular'
class_share  customers of that engagement / all customers, four digits, HALF_UP
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import RATE, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import LIVES, lives

_SALES = contract("pos_sales")
# The fewest purchases of a class; fewer than these are 'one-time'.
OCCASIONAL = 2
REGULAR = 5
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "as_of": "date",
        "purchases": "bigint",
        "engagement": "string",
        "class_share": RATE,
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers up to as_of by their purchases."""
    purchases = sf.col("purchases")
    engagement = (
        sf.when(purchases >= sf.lit(REGULAR), sf.lit("regular"))
        .when(purchases >= sf.lit(OCCASIONAL), sf.lit("occasional"))
        .otherwise(sf.lit("one-time"))
    )
    bought = lives(inputs).withColumns({"as_of": sf.lit(inputs.as_of), "engagement": engagement})
    to_the_end = (Window.unboundedPreceding, Window.unboundedFollowing)
    alike = Window.partitionBy("as_of", "engagement").rowsBetween(*to_the_end)
    everybody = Window.partitionBy("as_of").rowsBetween(*to_the_end)
    counted = bought.withColumns(
        {"alike": sf.count(sf.lit(1)).over(alike), "everybody": sf.count(sf.lit(1)).over(everybody)}
    )
    return counted.withColumns({"class_share": rate("alike", "everybody"), "order_basis": order_basis()})


MART = Node(
    name="engagement_depth",
    columns=COLUMNS,
    grain=("customer_id", "as_of"),
    per=Per.WHOLE,
    reads=LIVES,
    build=build,
)
