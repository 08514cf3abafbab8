"""What each known customer has bought, is worth and how they rank, as of a business date.

Customers with at least one purchase (an order with a line that is no return) on or before as_of; sales after as_of are
not seen. Orders and net sales count all orders of the customer, those with returns alone too; the customer of an order
is the least customer_id that its lines name. The region is the customer's now; where none is known, that of the home
store now: the store with the customer's greatest net sales up to as_of, of several with the same the smallest store_id;
else 'unknown'. The lifetime value is historic: what the customer has spent so far.

Rebuilt: as a whole, with every batch of sales, and where a name or region has changed.

Grain: customer_id, as_of.

customer_id     the customer
as_of           the date looked back from: the last business date with sales unless a run names another
full_name       first and last name now; null where no file of the customer has arrived
region          region, see above
first_purchase  date of the first purchase
last_purchase   date of the last purchase
orders          all orders
net_sales       of all orders, after discount and before tax, returns negative
average_order_value  net_sales / orders, to the cent, HALF_UP
lifetime_value  net_sales up to as_of
spend_rank      1 for the greatest net_sales; ties share a rank, and the next one is left out
order_basis     'receipt', or 'customer-store-day' where an order without a receipt is among them
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
from jobs.gold.customers import LIVES, REGIONS, in_order, lives, names_now, regions

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "as_of": "date",
        "full_name": "string",
        "region": "string",
        "first_purchase": "date",
        "last_purchase": "date",
        "orders": "bigint",
        "net_sales": MONEY,
        "average_order_value": MONEY,
        "lifetime_value": MONEY,
        "spend_rank": "int",
        "order_basis": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers up to as_of."""
    known = lives(inputs).join(regions(inputs), on="customer_id").withColumn("as_of", sf.lit(inputs.as_of))
    return known.join(names_now(inputs), on="customer_id", how="left").withColumns(
        {
            "average_order_value": average_money("net_sales", "orders"),
            "lifetime_value": sf.col("net_sales"),
            "spend_rank": sf.rank().over(in_order(sf.desc("net_sales"))),
            "order_basis": order_basis(),
        }
    )


MART = Node(
    name="customer_analysis",
    columns=COLUMNS,
    grain=("customer_id", "as_of"),
    per=Per.WHOLE,
    reads=(*LIVES, *REGIONS),
    build=build,
)
