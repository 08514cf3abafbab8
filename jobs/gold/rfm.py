"""How recently, how often and for how much each known customer has bought, each in five steps, as of a business date.

Customers with at least one purchase (an order with a line that is no return) on or before as_of; sales after as_of are
not seen. Each score is the fifth (ntile of 5) that the customer falls into, 5 the best: recency with the longest ago
first, frequency with the fewest dates first, monetary with the least money first; of equal ones the smallest
customer_id goes first. Where the customers cannot be parted evenly, the lower fifths have one more.
The segment follows from recency R and frequency F, the first that fits: R and F at least 4 'champions'; both at least 3
'loyal'; R at least 4 'recent'; R 3 'promising'; F at least 4 'cannot lose'; F 3 'at risk'; R 2 'about to sleep'; else
'lost'.

Rebuilt: as a whole, with every batch of sales.

Grain: customer_id, as_of.

customer_id      the customer
as_of            the date looked back from: the last business date with sales unless a run names another
recency_days     days from the last purchase to as_of
frequency        distinct dates of purchases
monetary         net sales of all orders, after discount and before tax, returns negative
recency_score    1 to 5
frequency_score  1 to 5
monetary_score   1 to 5
rfm_score        the sum of the three, 3 to 15
segment          see above
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import LIVES, in_order, lives

_SALES = contract("pos_sales")
STEPS = 5
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "as_of": "date",
        "recency_days": "int",
        "frequency": "bigint",
        "monetary": MONEY,
        "recency_score": "int",
        "frequency_score": "int",
        "monetary_score": "int",
        "rfm_score": "int",
        "segment": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers up to as_of with their scores."""
    as_of = sf.lit(inputs.as_of)
    bought = lives(inputs).withColumns(
        {
            "as_of": as_of,
            "recency_days": sf.datediff(as_of, sf.col("last_purchase")),
            "frequency": sf.col("purchase_dates"),
            "monetary": sf.col("net_sales"),
        }
    )
    scored = bought.withColumns(
        {
            "recency_score": _score(sf.desc("recency_days")),
            "frequency_score": _score(sf.asc("frequency")),
            "monetary_score": _score(sf.asc("monetary")),
        }
    )
    total = sf.col("recency_score") + sf.col("frequency_score") + sf.col("monetary_score")
    return scored.withColumns({"rfm_score": total, "segment": _segment()})


def _score(worst_first: Column) -> Column:
    return sf.ntile(STEPS).over(in_order(worst_first, sf.asc("customer_id")))


def _segment() -> Column:
    r, f = sf.col("recency_score"), sf.col("frequency_score")
    high, middle, low = sf.lit(4), sf.lit(3), sf.lit(2)
    return (
        sf.when((r >= high) & (f >= high), sf.lit("champions"))
        .when((r >= middle) & (f >= middle), sf.lit("loyal"))
        .when(r >= high, sf.lit("recent"))
        .when(r == middle, sf.lit("promising"))
        .when(f >= high, sf.lit("cannot lose"))
        .when(f == middle, sf.lit("at risk"))
        .when(r == low, sf.lit("about to sleep"))
        .otherwise(sf.lit("lost"))
    )


MART = Node(
    name="rfm",
    columns=COLUMNS,
    grain=("customer_id", "as_of"),
    per=Per.WHOLE,
    reads=LIVES,
    build=build,
)
