"""Whether gold holds each sale line of every month, those among them that the run has not touched.

What a run builds is added up before it is published (jobs.derive.adding_up). This looks at all the rest, by the number
of rows alone: the log of a table tells it without the table's being read, however long the history is.
"""

from collections.abc import Iterable, Mapping

from pyspark.sql import DataFrame, SparkSession

from jobs.catalogue import SALES, SALES_RECORD, node_table
from jobs.contracts.errors import BooksDoNotBalance
from jobs.derive.node import Node
from jobs.tables import Lake

_SHOWN = 5


def require_every_month(spark: SparkSession, lake: Lake, of_lines: Iterable[Node]) -> None:
    """Compare each table that has a row per sale line with silver.sales, month by month.

    Raises BooksDoNotBalance with the months that differ, at most five of them.
    """
    nodes = list(of_lines)
    if not nodes:
        return
    record = lake.read(spark, SALES_RECORD)
    # What does not count is little, and of most files the log says that they hold none: quicker than counting the rest.
    left_out = _rows_by_month(record.where(f"not ({SALES.where})"))
    expected = {month: rows - left_out.get(month, 0) for month, rows in _rows_by_month(record).items()}
    for node in nodes:
        found = _rows_by_month(lake.read(spark, node_table(node)))
        months = expected.keys() | found.keys()
        differing = sorted(month for month in months if found.get(month, 0) != expected.get(month, 0))[:_SHOWN]
        if differing:
            raise BooksDoNotBalance(
                "A table does not hold the lines of silver.sales in every month.",
                where=str(node),
                found=_said(differing, found),
                expected=_said(differing, expected),
                next_step="build gold anew from silver by a full refresh, and report it: no run may lose what it has",
            )


def _rows_by_month(rows: DataFrame) -> dict[str, int]:
    return {row.sales_month: row["count"] for row in rows.groupBy("sales_month").count().collect()}


def _said(months: Iterable[str], rows: Mapping[str, int]) -> str:
    return "; ".join(f"{month}: {rows.get(month, 0)} rows" for month in months)
