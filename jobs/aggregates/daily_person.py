"""What each salesperson sold in a store on a day.

Rebuilt: the days that a batch touches, from their sale lines.

Grain: sales_date, store_id, sales_person_id.

sales_date       business date
sales_month      'yyyy-MM'
store_id         the store
sales_person_id  who made the sales; null for those of which the till does not say
lines            sale lines
returns          of them, those that are returns
net_sales        after discount, before tax
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import MONEY, money, rows_where
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_date": "date",
        "sales_month": "string",
        "store_id": _SALES.column("store_id").type,
        "sales_person_id": _SALES.column("sales_person_id").type,
        "lines": "bigint",
        "returns": "bigint",
        "net_sales": MONEY,
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The salespeople of the scope's days, from silver.sales."""
    return (
        inputs.within("sales", "sales_date")
        .groupBy("sales_date", "sales_month", "store_id", "sales_person_id")
        .agg(sf.count(sf.lit(1)).alias("lines"), rows_where(sf.col("is_return"), "returns"), money("net_sales"))
    )


AGGREGATE = Node(
    name="daily_person",
    columns=COLUMNS,
    grain=("sales_date", "store_id", "sales_person_id"),
    per=Per.DAY,
    reads=("sales",),
    build=build,
    keeps="net_sales",
    file_system=names.SILVER,
)
