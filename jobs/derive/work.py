"""Builds derived tables: aggregates first, then the marts, once the numbers add up.

Aggregates are replaced in silver. The marts that keep all sales are built beside gold, added up, and compared with
silver; where a figure differs the run fails and gold is as it was. Then each mart is replaced in one commit, and the
dimensions of the star last, since they say what the marts were built with. All can be done again with the same outcome.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from time import perf_counter

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.catalogue import RECONCILIATION, node_table, silver_table
from jobs.contracts import names
from jobs.derive.adding_up import Layer, add_up, predicate, require_balance, said_of_others
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.derive.scope import EVERYTHING, Scope
from jobs.derive.side_by_side import side_by_side
from jobs.silver.schema import cast_columns
from jobs.tables import Lake

_STAR = "dim_"
# More than these are taken a month at a time: that fits into memory and caches, where years of lines do not.
LINES_AT_ONCE = 500_000
_NO_SALES = date(1970, 1, 1)


def _months(rows: DataFrame) -> frozenset[str]:
    return frozenset(row.sales_month for row in rows.select("sales_month").distinct().collect())


class Work:
    """One run over the derived tables."""

    def __init__(
        self,
        spark: SparkSession,
        lake: Lake,
        chosen: Sequence[Node],
        as_of: date | None,
        on_node: Callable[[str, float], None] = lambda _name, _seconds: None,
    ) -> None:
        self._spark, self._lake, self._as_of, self._on_node = spark, lake, as_of, on_node
        self._nodes = {node.name: node for node in chosen}
        self._new = {name for name, node in self._nodes.items() if not lake.exists(spark, node_table(node))}

    def is_new(self, node: Node) -> bool:
        """Whether the table had not been written before this run."""
        return node.name in self._new

    def read(self, name: str) -> DataFrame:
        """A table of silver, an aggregate, or a dimension of the star as it is to be."""
        node = self._nodes.get(name)
        if node is None:
            return self._lake.read(self._spark, silver_table(name))
        return self._rows(node, EVERYTHING) if name.startswith(_STAR) else self.read_stored(name)

    def read_stored(self, name: str) -> DataFrame:
        """A derived table as it was written last."""
        return self._lake.read(self._spark, node_table(self._nodes[name]))

    def build_aggregates(self, scopes: Mapping[str, Scope]) -> None:
        """Replace the aggregates in their scopes, in the order given."""
        for name, scope in scopes.items():
            node = self._nodes[name]
            if scope:
                self._build(node, scope)

    def build(self, scopes: Mapping[str, Scope], done: frozenset[str] = frozenset()) -> None:
        """Replace the aggregates that are not done, then the marts if everything adds up."""
        marts = [node for node in self._nodes.values() if node.file_system == names.GOLD and scopes[node.name]]
        self.build_aggregates(
            {
                name: scope
                for name, scope in scopes.items()
                if self._nodes[name].file_system == names.SILVER and name not in done
            }
        )
        self._as_of = self._as_of or self._last_date()
        built: dict[str, DataFrame] = {}
        side_by_side([partial(self._stage, node, scopes[node.name], built) for node in marts if node.keeps])
        keeping = [node for node in self._nodes.values() if node.keeps and scopes[node.name]]
        layers = [Layer(node, scopes[node.name], self._built(node, scopes[node.name], built)) for node in keeping]
        if layers:
            require_balance(self._lake.stage(self._spark, RECONCILIATION, add_up(layers, self.read)))
        side_by_side(
            [
                partial(self._publish, node, scopes[node.name], built)
                for node in marts
                if not node.name.startswith(_STAR)
            ]
        )
        if layers:
            self._keep_books(layers)
        side_by_side(
            [partial(self._publish, node, scopes[node.name], built) for node in marts if node.name.startswith(_STAR)]
        )

    def _built(self, node: Node, scope: Scope, built: Mapping[str, DataFrame]) -> DataFrame:
        """The rows that the run has built of a node, in its scope."""
        if node.name in built:
            return built[node.name]
        return self.read_stored(node.name).where(predicate(node, scope))

    def _keep_books(self, layers: Sequence[Layer]) -> None:
        """Put what was compared into gold.reconciliation, in place of what was said of the same days and months."""
        compared = self._lake.staged(self._spark, RECONCILIATION)
        months = Scope(months=frozenset().union(*(layer.scope.months for layer in layers)))
        if any(layer.scope.everything and layer.node.per is not Per.WHOLE for layer in layers):
            self._lake.overwrite(RECONCILIATION, compared)
        elif months:
            before = (
                self._lake.read(self._spark, RECONCILIATION).where(months.predicate()).where(said_of_others(layers))
            )
            self._lake.replace(
                self._spark, RECONCILIATION, before.unionByName(compared.where(months.predicate())), months.predicate()
            )

    def _stage(self, node: Node, scope: Scope, built: dict[str, DataFrame]) -> None:
        began = perf_counter()
        rows = self._rows(node, scope)
        built[node.name] = rows if node.by_file else self._lake.stage(self._spark, node_table(node), rows)
        self._on_node(node.name, perf_counter() - began)

    def _publish(self, node: Node, scope: Scope, built: Mapping[str, DataFrame]) -> None:
        rows = built.get(node.name)
        if rows is None or (node.by_file and scope.everything):
            self._build(node, scope)
        else:
            self._put(node, rows, scope)

    def _build(self, node: Node, scope: Scope) -> None:
        if scope.everything and node.per is Per.DAY and self._has_many_lines:
            self._build_month_by_month(node)
        else:
            self._put(node, self._rows(node, scope), scope)

    @cached_property
    def _has_many_lines(self) -> bool:
        return self.read("sales").count() > LINES_AT_ONCE

    def _build_month_by_month(self, node: Node) -> None:
        table = node_table(node)
        stored = self.read_stored(node.name)
        before, now = (_months(rows) for rows in (stored, self.read("sales")))
        months = sorted(now | before)
        if not now:
            self._lake.overwrite(table, self._rows(node, EVERYTHING))
            return
        if self.is_new(node) or stored.columns != [*node.columns]:
            first, *months = sorted(now)
            self._lake.overwrite(table, self._rows(node, Scope.of_months([first])))
        for month in months:
            self._put(node, self._rows(node, Scope.of_months([month])), Scope.of_months([month]))

    def _put(self, node: Node, rows: DataFrame, scope: Scope) -> None:
        table, began = node_table(node), perf_counter()
        if scope.everything:
            self._lake.overwrite(table, rows)
        else:
            self._lake.replace(self._spark, table, rows, predicate(node, scope))
        self._on_node(node.name, perf_counter() - began)

    def _rows(self, node: Node, scope: Scope) -> DataFrame:
        readers: dict[str, Callable[[], DataFrame]] = {name: partial(self.read, name) for name in node.reads}
        rows = node.build(Inputs(readers, scope, self._as_of or _NO_SALES))
        return cast_columns(rows, node.columns).where(predicate(node, scope))

    def _last_date(self) -> date:
        (found,) = self.read_stored("monthly_store").agg(sf.max("last_date").alias("last_date")).collect()
        return found.last_date or _NO_SALES
