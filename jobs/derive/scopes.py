"""Which part of each derived table a batch makes stale: what it reads has changed there."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from jobs.derive.node import Node, Per
from jobs.derive.scope import EVERYTHING, NOTHING, Scope
from jobs.derive.stale import Stale


def scopes(nodes: Iterable[Node], stale: Mapping[str, Stale], is_new: Callable[[Node], bool]) -> dict[str, Scope]:
    """By name, the part of each node to build; `nodes` come in an order in which each follows what it reads.

    A node that has not been written yet is built whole. A node hands on the part that was built of it.
    """
    found: dict[str, Scope] = {}
    for node in nodes:
        scope = stale["sales"].origins if node.origins and "sales" in stale else NOTHING
        for read in node.reads:
            scope |= found[read] if read in found and read not in stale else NOTHING
            scope |= stale[read].for_node(node) if read in stale else NOTHING
        found[node.name] = EVERYTHING if is_new(node) else _as_replaced(node, scope)
    return found


def _as_replaced(node: Node, scope: Scope) -> Scope:
    if not scope or scope.everything or node.per is Per.WHOLE:
        return EVERYTHING if scope else NOTHING
    wider = scope.and_beside(node.days_around, node.later_months)
    if node.weekly:
        return Scope.of_days(day - timedelta(days=day.weekday()) for day in wider.days).by_days()
    if node.per is Per.DAY:
        return wider.by_days()
    return Scope.of_months(wider.months)
