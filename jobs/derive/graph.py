"""Which derived tables there are, in an order in which each comes after what it reads."""

from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter

from jobs.aggregates import aggregates
from jobs.derive.changes import POINTING
from jobs.derive.node import Node
from jobs.gold import marts


@cache
def nodes() -> tuple[Node, ...]:
    """Every aggregate and mart; those that read no other come first, else in alphabetical order.

    Raises graphlib.CycleError where two read each other.
    """
    return in_order((*aggregates(), *marts()))


def needed_for(*names: str) -> tuple[Node, ...]:
    """The nodes of these names and all that they are built from, each after what it reads."""
    by_name = {node.name: node for node in nodes()}
    # monthly_store tells the last business date with sales, which snapshots look back from.
    needed: set[str] = set()
    looked_for = [*names, "monthly_store"]
    while looked_for:
        name = looked_for.pop()
        if name in by_name and name not in needed:
            needed.add(name)
            pointed_at_by = [POINTING[name].sales] if name in POINTING else []
            looked_for += [*by_name[name].reads, *pointed_at_by]
    return tuple(node for node in nodes() if node.name in needed)


def in_order(unordered: Iterable[Node]) -> tuple[Node, ...]:
    """The nodes, each after those that it reads."""
    by_name = {node.name: node for node in sorted(unordered, key=lambda node: node.name)}
    sorter = TopologicalSorter(
        {name: [read for read in node.reads if read in by_name] for name, node in by_name.items()}
    )
    return tuple(by_name[name] for name in sorter.static_order())


def sources() -> tuple[str, ...]:
    """The tables of silver that nodes read and that are no nodes, in alphabetical order."""
    known = {node.name for node in nodes()}
    return tuple(sorted({read for node in nodes() for read in node.reads} - known))
