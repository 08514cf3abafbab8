"""Which derived tables there are, in an order in which each comes after what it reads."""

from collections.abc import Iterable
from functools import cache
from graphlib import TopologicalSorter

from jobs.aggregates import aggregates
from jobs.derive.node import Node
from jobs.gold import marts


@cache
def nodes() -> tuple[Node, ...]:
    """Every aggregate and mart; those that read no other come first, else in alphabetical order.

    Raises graphlib.CycleError where two read each other.
    """
    return in_order((*aggregates(), *marts()))


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
