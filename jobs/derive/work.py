"""Builds derived tables: aggregates first, then the marts, once the numbers add up.

Aggregates are replaced in silver. The marts that keep all sales are computed and kept beside the engine, added up, and
compared with silver; where a figure differs the run fails and gold is as it was. Then each mart is replaced in one
commit (of a table of many lines one for each month), and the dimensions of the star last, since they say what the marts
were built with. All can be done again with the same outcome.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from time import perf_counter

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.catalogue import RECONCILIATION, Table, node_table
from jobs.contracts import names
from jobs.derive.adding_up import Layer, add_up, predicate, require_balance, said_of_others
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.derive.scope import EVERYTHING, Scope
from jobs.derive.side_by_side import side_by_side
from jobs.derive.sources import STAR, Sources
from jobs.derive.whole_history import require_every_month
from jobs.kept import keep
from jobs.silver.schema import cast_columns
from jobs.tables import Lake
from jobs.unfinished import unfinished

_NO_SALES = date(1970, 1, 1)

type Parts = Iterable[tuple[Scope, DataFrame]]


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
        self._last_sale = _NO_SALES
        self._nodes = {node.name: node for node in chosen}
        begun = unfinished(spark, lake)
        self._new = {
            name
            for name, node in self._nodes.items()
            if str(node) in begun or not lake.is_as_defined(spark, node_table(node))
        }
        self._sources = Sources(spark, lake, self._nodes, lambda node: self._rows(node, EVERYTHING))

    def is_new(self, node: Node) -> bool:
        """Whether the table had not been written before this run, or not to its end, or with other columns.

        It is built as a whole.
        """
        return node.name in self._new

    def new_tables(self) -> list[Table]:
        """The tables of which that is so."""
        return [node_table(self._nodes[name]) for name in self._new]

    def read(self, name: str) -> DataFrame:
        """A table of silver, an aggregate, or a dimension of the star as it is to be."""
        return self._sources.read(name)

    def read_stored(self, name: str) -> DataFrame:
        """A derived table as it was written last."""
        return self._sources.stored(name)

    def build_aggregates(self, scopes: Mapping[str, Scope]) -> None:
        """Replace the aggregates in their scopes, each after those that it reads."""
        tasks = {name: partial(self._aggregate, self._nodes[name], scope) for name, scope in scopes.items() if scope}
        side_by_side(tasks, {name: self._nodes[name].reads for name in tasks})

    def _aggregate(self, node: Node, scope: Scope) -> None:
        if self._is_large(node, scope):
            self._put(node, scope, self._parts(node, scope))
            self._sources.written(node.name)
        else:
            rows = keep(self._rows(node, scope))
            self._put(node, scope, [(scope, rows)])
            self._sources.written(node.name, predicate(node, scope), rows)

    def build(self, scopes: Mapping[str, Scope], done: frozenset[str] = frozenset()) -> None:
        """Replace the aggregates that are not done, then the marts if everything adds up."""
        in_silver = {name: scope for name, scope in scopes.items() if self._nodes[name].file_system == names.SILVER}
        self.build_aggregates({name: scope for name, scope in in_silver.items() if name not in done})
        self._last_sale = self._last_date()
        self._as_of = self._as_of or self._last_sale
        marts = [node for node in self._nodes.values() if node.name not in in_silver and scopes[node.name]]
        built: dict[str, Parts] = {}
        side_by_side({node.name: partial(self._stage, node, scopes[node.name], built) for node in marts if node.keeps})
        keeping = [node for node in self._nodes.values() if node.keeps and scopes[node.name]]
        layers = [Layer(node, scopes[node.name], self._built(node, scopes[node.name], built)) for node in keeping]
        compared = keep(add_up(layers, self._sources.part)) if layers else None
        if compared:
            require_balance(compared)
        star = [node for node in marts if node.name.startswith(STAR)]
        # What takes longest first, so that the rest is done beside it.
        marts.sort(key=lambda node: not node.by_file)
        publish = {node.name: partial(self._publish, node, scopes[node.name], built) for node in marts}
        side_by_side({node.name: publish[node.name] for node in marts if node not in star})
        if compared:
            self._keep_books(layers, compared)
        side_by_side({node.name: publish[node.name] for node in star})
        require_every_month(self._spark, self._lake, [node for node in marts if node.by_file])

    def _built(self, node: Node, scope: Scope, built: Mapping[str, Parts]) -> list[DataFrame]:
        """The rows that the run has built of a node, in its scope."""
        if node.name in built:
            return [rows for _, rows in built[node.name]]
        return [self._sources.part(node.name, predicate(node, scope))]

    def _keep_books(self, layers: Sequence[Layer], compared: DataFrame) -> None:
        """Put what was compared into gold.reconciliation, in place of what was said of the same days and months."""
        lake = self._lake.of_few_rows()
        if all(layer.scope.everything for layer in layers):
            lake.overwrite(RECONCILIATION, compared)
            return
        everything = any(layer.scope.everything for layer in layers)
        scope = EVERYTHING if everything else Scope(months=frozenset().union(*(each.scope.months for each in layers)))
        before = lake.read(self._spark, RECONCILIATION).where(scope.predicate()).where(said_of_others(layers))
        said = before.unionByName(compared.where(scope.predicate()))
        if everything:
            lake.overwrite(RECONCILIATION, said)
        elif scope:
            lake.replace(self._spark, RECONCILIATION, said, scope.predicate())

    def _stage(self, node: Node, scope: Scope, built: dict[str, Parts]) -> None:
        began = perf_counter()
        # Every line in all its columns takes longer to keep than to compute again.
        as_they_are = node.by_file and self._is_large(node, scope)
        built[node.name] = [(part, rows if as_they_are else keep(rows)) for part, rows in self._parts(node, scope)]
        self._on_node(node.name, perf_counter() - began)

    def _publish(self, node: Node, scope: Scope, built: Mapping[str, Parts]) -> None:
        self._put(node, scope, built.get(node.name) or self._parts(node, scope))

    def _parts(self, node: Node, scope: Scope) -> Iterator[tuple[Scope, DataFrame]]:
        """The rows of the scope; of a table by day that is made of many rows a month at a time."""
        months: Iterable[str] = ()
        if node.per is Per.DAY and self._is_large(node, scope):
            months = self._sources.months(node) if scope.everything else sorted(scope.months)
        if not months:
            yield scope, self._rows(node, scope)
        for month in months:
            # A constant: else the engine sorts what it writes by month.
            rows = self._rows(node, Scope.of_months([month]), at_large=True)
            yield Scope.of_months([month]), rows.withColumn("sales_month", sf.lit(month))

    def _is_large(self, node: Node, scope: Scope) -> bool:
        # What is not summed up is as many rows as its source has of these days.
        many_days = scope.many_days or (bool(node.source_day) and len(scope.months) > 1)
        of_many_days = scope.everything or (node.per is Per.DAY and many_days)
        source = node.reads[0] if node.source_day else "sales"
        return of_many_days and node.per is not Per.WHOLE and self._sources.is_large(source)

    def _put(self, node: Node, scope: Scope, parts: Parts) -> None:
        table, began = node_table(node), perf_counter()
        lake = self._lake if self._is_large(node, scope) else self._lake.of_few_rows()
        for number, (part, rows) in enumerate(parts):
            if part.everything or (number == 0 and scope.everything and not lake.is_as_defined(self._spark, table)):
                lake.overwrite(table, rows)
            else:
                lake.replace(self._spark, table, rows, predicate(node, part))
        self._on_node(node.name, perf_counter() - began)

    def _rows(self, node: Node, scope: Scope, *, at_large: bool = False) -> DataFrame:
        read = self._sources.at_large if at_large else self._sources.part
        readers: dict[str, Callable[[str], DataFrame]] = {name: partial(read, name) for name in node.reads}
        rows = node.build(Inputs(readers, scope, self._as_of or _NO_SALES, self._last_sale, self._sources.once))
        return cast_columns(rows, node.columns).where(predicate(node, scope))

    def _last_date(self) -> date:
        (found,) = self.read_stored("monthly_store").agg(sf.max("last_date").alias("last_date")).collect()
        return found.last_date or _NO_SALES
