"""Known customers who buy seldom, or have stayed away for much longer than they used to, as of a business date.

Customers whose first purchase (an order with a line that is no return) lies at least 30 days before as_of, and of whom
one of these holds: few purchases, at most one date with a purchase in the 90 days that end with as_of; or a long gap,
more than 1.5 times the customer's own median gap since the last purchase. Sales after as_of are not seen.
The own median gap is the median of the days between one date with a purchase and the next, over all dates up to as_of;
of an even number of gaps the mean of the middle two. Who has bought on one date alone has none, and no long gap.

Rebuilt: as a whole, with every batch of sales, and where a name has changed.

Grain: customer_id, as_of.

customer_id     the customer
as_of           the date looked back from: the last business date with sales unless a run names another
full_name       first and last name now; null where no file of the customer has arrived
first_purchase  date of the first purchase
last_purchase   date of the last purchase
gap_days        days from the last purchase to as_of
own_median_gap  in days, one digit; null with fewer than two dates
purchase_dates  distinct dates with a purchase in the 90 days that end with as_of
reason          'few purchases', 'long gap' or 'few purchases, long gap'
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.figures import quotient
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.gold.customers import LIVES, lives, names_now, purchase_days

_SALES = contract("pos_sales")
# In it is who has at most so many dates with a purchase in so many days,
MOST_PURCHASE_DATES = 1
WINDOW_DAYS = 90
# or has stayed away for more than so many times the own median gap,
LONG_GAP_FACTOR = Decimal("1.5")
# if the first purchase lies so many days back.
TENURE_DAYS = 30
# The places of the middle two of some gaps; the same one twice where their number is odd, a place that is not there
# where there are none.
_MIDDLES = ("greatest(1, int((size(gaps) + 1) div 2))", "int(size(gaps) div 2 + 1)")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": _SALES.column("customer_id").type,
        "as_of": "date",
        "full_name": "string",
        "first_purchase": "date",
        "last_purchase": "date",
        "gap_days": "int",
        "own_median_gap": "decimal(9,1)",
        "purchase_dates": "bigint",
        "reason": "string",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The customers up to as_of who buy seldom or have stayed away."""
    as_of = sf.lit(inputs.as_of)
    old_enough = sf.datediff(as_of, sf.col("first_purchase")) >= sf.lit(TENURE_DAYS)
    known = lives(inputs).where(old_enough).drop("purchase_dates")
    habits = _habits(purchase_days(inputs), as_of)
    gap_days = sf.datediff(as_of, sf.col("last_purchase"))
    few = sf.col("purchase_dates") <= sf.lit(MOST_PURCHASE_DATES)
    long = gap_days > sf.col("own_median_gap") * sf.lit(LONG_GAP_FACTOR)
    reason = sf.concat_ws(", ", sf.when(few, sf.lit("few purchases")), sf.when(long, sf.lit("long gap")))
    judged = known.join(habits, on="customer_id").withColumns({"as_of": as_of, "gap_days": gap_days, "reason": reason})
    seldom = judged.where(sf.col("reason") != sf.lit(""))
    return seldom.join(names_now(inputs), on="customer_id", how="left")


def _habits(customers: DataFrame, as_of: Column) -> DataFrame:
    """One row per customer: customer_id, own_median_gap, purchase_dates.

    customers   as purchase_days() has them
    """
    days, number = sf.col("days"), sf.size("days")
    one_by_one = sf.arrays_zip(sf.slice(days, 2, number), sf.slice(days, 1, number - sf.lit(1)))
    # The engine's own median takes five times as long.
    gaps = sf.sort_array(sf.transform(one_by_one, lambda pair: pair["0"] - pair["1"]))
    recent = sf.filter(days, lambda day: day > sf.unix_date(as_of) - sf.lit(WINDOW_DAYS))
    counted = customers.select(
        "customer_id", gaps.alias("gaps"), sf.size(recent).cast("bigint").alias("purchase_dates")
    )
    lower, upper = (sf.expr(f"try_element_at(gaps, {place})") for place in _MIDDLES)
    found = counted.withColumn("both_middles", lower + upper)
    return found.withColumn("own_median_gap", quotient("both_middles", "2", digits=1).cast("decimal(9,1)"))


MART = Node(
    name="infrequent_buyers",
    columns=COLUMNS,
    grain=("customer_id", "as_of"),
    per=Per.WHOLE,
    reads=(*LIVES, "dim_customer"),
    build=build,
)
