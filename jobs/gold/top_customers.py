"""The hundred known customers who have spent the most, as of a business date.

Customers with at least one purchase (an order with a line that is no return) on or before as_of; sales after as_of are
not seen. They are placed by net spend, the greatest first; of several with the same the smallest customer_id goes
first, so that no place is held twice and there are never more than a hundred rows.

Rebuilt: as a whole, with every batch of sales, and where a name has changed.

Grain: customer_id, as_of.

customer_id    the customer
as_of          the date looked back from: the last business date with sales unless a run names another
full_name      first and last name now; null where no file of the customer has arrived
net_spend      net sales of all orders, after discount and before tax, returns negative
orders         all orders
average_order_value  net_spend / orders, to the cent, HALF_UP
last_purchase  date of the last purchase
spend_rank     place, 1 to 100
order_basis    'receipt', or 'customer-store-day' where an order without a receipt is among them
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.aggregates.orders import order_basis
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, average_money
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import LIVES, in_order, lives, names_now

_SALES = contract("pos_sales")
PLACES = 100
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "as_of": "date",
        "full_name": "string",
        "net_spend": MONEY,
        "orders": "bigint",
        "average_order_value": MONEY,
        "last_purchase": "date",
        "spend_rank": "int",
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers up to as_of who have spent the most."""
    spent = lives(inputs).withColumn("as_of", sf.lit(inputs.as_of))
    greatest_first = in_order(sf.desc("net_sales"), sf.asc("customer_id"))
    placed = spent.withColumn("spend_rank", sf.row_number().over(greatest_first))
    first = placed.where(sf.col("spend_rank") <= sf.lit(PLACES))
    return first.join(names_now(inputs), on="customer_id", how="left").withColumns(
        {
            "net_spend": sf.col("net_sales"),
            "average_order_value": average_money("net_sales", "orders"),
            "order_basis": order_basis(),
        }
    )


MART = Node(
    name="top_customers",
    columns=COLUMNS,
    grain=("customer_id", "as_of"),
    per=Per.WHOLE,
    reads=(*LIVES, "dim_customer"),
    build=build,
)
