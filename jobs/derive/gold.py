"""Brings the derived tables to what silver says, as far as a batch has made them stale."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from pyspark.sql import SparkSession

from jobs.batch import Batch
from jobs.catalogue import SALES_RECORD
from jobs.contracts import names
from jobs.derive.graph import nodes
from jobs.derive.handed_on import united
from jobs.derive.node import Node, Per
from jobs.derive.scope import EVERYTHING, Scope
from jobs.derive.scopes import scopes
from jobs.derive.stale import Before, Stale, stale_sources
from jobs.derive.work import Work
from jobs.kept import kept_meanwhile
from jobs.silver.touched import Touched
from jobs.tables import Lake
from jobs.unfinished import built_as_a_whole, require_finished

_NOTHING: Mapping[str, Stale] = MappingProxyType({})


def build_gold(
    spark: SparkSession,
    lake: Lake,
    batch: Batch,
    touched: Touched,
    *,
    as_of: date | None = None,
    only: Sequence[Node] = (),
    earlier: Mapping[str, Stale] = _NOTHING,
    on_stale: Callable[[Mapping[str, Stale]], None] = lambda _stale: None,
    on_node: Callable[[str, float], None] = lambda _name, _seconds: None,
) -> None:
    """Rebuild what the batch makes stale in every derived table; all of it in a full run, and in a new table.

    touched   what the batch's sales touch, as build_silver says
    as_of     of snapshots; the last business date with sales where none is named
    only      these tables and no other, each after what it reads (see graph.needed_for)
    earlier   by source, what a batch before this one has made stale and not built to its end
    on_stale  is told what is stale, that of the batch before among it, before anything is built that depends on more
              than sales
    on_node   is told the seconds of each step that builds or replaces a table, by the table's name; steps overlap
    Raises BooksDoNotBalance with what does not add up; gold is as before then, unless it is in a month that the run
    has not built that lines are missing or too many.
    """
    with kept_meanwhile(spark), lake.pinned(spark) as pinned:
        chosen = only or nodes()
        work = Work(spark, pinned, chosen, as_of, on_node)
        with built_as_a_whole(spark, pinned, work.new_tables()):
            if batch.full:
                on_stale({name: Stale.at(EVERYTHING) for node in chosen for name in node.reads})
                work.build(dict.fromkeys((node.name for node in chosen), EVERYTHING))
            else:
                before = Before(spark, pinned, batch, work.read, work.read_stored)
                _build_stale(work, chosen, touched, before, earlier, on_stale)


def _build_stale(
    work: Work,
    chosen: Sequence[Node],
    touched: Touched,
    before: Before,
    earlier: Mapping[str, Stale],
    on_stale: Callable[[Mapping[str, Stale]], None],
) -> None:
    aggregates = [node for node in chosen if node.file_system == names.SILVER]
    # What changed in dimensions is looked up in aggregates: those that follow from sales alone go first.
    from_sales = {"sales": Stale.at(Scope.of_days(touched.days)) | earlier.get("sales", Stale())}
    first = scopes([node for node in aggregates if node.reads == ("sales",)], from_sales, work.is_new)
    work.build_aggregates(first)
    read = frozenset(name for node in chosen for name in (node.name, *node.reads))
    stale = united(stale_sources(before, touched, read), earlier)
    on_stale(stale)
    work.build(scopes(chosen, stale, work.is_new), done=frozenset(first))


def build_months(spark: SparkSession, lake: Lake, months: frozenset[str], *, as_of: date | None = None) -> None:
    """Rebuild these months ('yyyy-MM') of every derived table, and every snapshot, from silver as it is.

    Raises BooksDoNotBalance, and RunFailed where silver.sales_record has not been made to its end.
    """
    with kept_meanwhile(spark), lake.pinned(spark) as pinned:
        require_finished(spark, pinned, SALES_RECORD)
        work = Work(spark, pinned, nodes(), as_of)
        scope = Scope.of_months(months)
        wanted = {node.name: EVERYTHING if node.per is Per.WHOLE or work.is_new(node) else scope for node in nodes()}
        with built_as_a_whole(spark, pinned, work.new_tables()):
            work.build(wanted)
