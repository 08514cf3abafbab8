"""What a run reads: each part of a table once, as long as it is no large one."""

from collections.abc import Callable, Mapping
from threading import Lock

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.catalogue import Table, View, node_table, silver_table
from jobs.derive.node import Node
from jobs.derive.scope import EVERYTHING, month_after
from jobs.kept import Kept
from jobs.predicates import months_of
from jobs.tables import AT_ONCE, Lake

STAR = "dim_"


class Sources:
    """The tables that a run reads.

    nodes        those that the run builds, by name; another name is one of silver
    dimension    makes a dimension of the star as it is to be
    """

    def __init__(
        self,
        spark: SparkSession,
        lake: Lake,
        nodes: Mapping[str, Node],
        dimension: Callable[[Node], DataFrame],
    ) -> None:
        self._spark, self._lake, self._nodes, self._dimension = spark, lake, nodes, dimension
        self._kept = Kept()
        self._large: dict[str, bool] = {}
        self._counting = Lock()

    def read(self, name: str) -> DataFrame:
        """A table of silver, an aggregate, or a dimension of the star as it is to be."""
        if name.startswith(STAR) and name in self._nodes:
            return self._kept.rows((name, ""), lambda: self._dimension(self._nodes[name]))
        return self.stored(name)

    def stored(self, name: str) -> DataFrame:
        """A table as it was written last."""
        return self._lake.read(self._spark, self._table(name))

    def _table(self, name: str) -> Table | View:
        node = self._nodes.get(name)
        return node_table(node) if node else silver_table(name)

    def part(self, name: str, predicate: str) -> DataFrame:
        """The rows that meet a predicate; kept for others that ask for the same."""
        if name.startswith(STAR) or (predicate == EVERYTHING.predicate() and self.is_large(name)):
            return self.at_large(name, predicate)
        return self._kept.rows((name, predicate), lambda: self.at_large(name, predicate))

    def once(self, name: str, rows: Callable[[], DataFrame]) -> DataFrame:
        """What a name stands for in this run: the rows as they were worked out first."""
        return self._kept.rows((f"once: {name}", ""), rows)

    def at_large(self, name: str, predicate: str) -> DataFrame:
        """The rows that meet a predicate, from where they lie."""
        return self.read(name).where(predicate)

    def written(self, name: str, predicate: str = "", rows: DataFrame | None = None) -> None:
        """The table has been written anew; where `rows` are given they are kept, and what meets the predicate now."""
        self._large.pop(name, None)
        if rows is None:
            self._kept.forget(name)
        else:
            self._kept.put((name, predicate), rows)

    def months(self, node: Node) -> list[str]:
        """The months that a table by month may have rows of: those of its source, and those that it had; in order."""
        if node.source_day:
            return sorted(months_of(self.stored(node.name)) | self._months_of_source(node))
        sold = months_of(self.stored("sales"))
        # The Monday of a week may lie in the month before that of its sales.
        of_weeks = {month_after(month, -1) for month in sold} if node.weekly else set()
        return sorted(months_of(self.stored(node.name)) | sold | of_weeks)

    def _months_of_source(self, node: Node) -> set[str]:
        days = self._lake.read(self._spark, self._rows_of(node.reads[0])).select(node.source_day).distinct()
        return months_of(days.withColumn("sales_month", sf.date_format(node.source_day, "yyyy-MM")))

    def is_large(self, name: str) -> bool:
        """Whether the table, or the one that a view looks at, has more rows than are taken at once."""
        with self._counting:
            if name not in self._large:
                # The rows of a table are known without reading it, those of a view are not.
                self._large[name] = self._lake.read(self._spark, self._rows_of(name)).count() > AT_ONCE
            return self._large[name]

    def _rows_of(self, name: str) -> Table:
        table = self._table(name)
        return table.table if isinstance(table, View) else table
