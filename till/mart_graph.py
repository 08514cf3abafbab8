"""What reads what, from the tables of silver to the marts: as rows, as a tree, as a Mermaid flowchart."""

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from jobs.contracts import names
from jobs.derive.definition import definitions
from jobs.derive.graph import nodes, sources

if TYPE_CHECKING:
    from rich.tree import Tree

_BOXES = {"from": "silver", "summed": "silver, summed up", "dimensions": "gold, dimensions", "marts": "gold"}


@cache
def reads() -> Mapping[str, tuple[str, ...]]:
    """What each table reads, by name; the tables of silver that all begins with come first, and read nothing here."""
    built = {**dict.fromkeys(sources(), ()), **{node.name: node.reads for node in nodes()}}
    return MappingProxyType(built | {said.name: said.reads for said in definitions() if said.name not in built})


def full_name(name: str) -> str:
    """'gold.x' or 'silver.x'."""
    return _full_names().get(name, f"{names.SILVER}.{name}")


def upstream(name: str) -> frozenset[str]:
    """A table and all that it stands on."""
    return frozenset({name}).union(*map(upstream, reads().get(name, ())))


def graph_rows(tables: Collection[str]) -> list[dict[str, object]]:
    """A row per table: table, reads."""
    chosen = ((name, read) for name, read in reads().items() if name in tables)
    return [{"table": full_name(name), "reads": [full_name(each) for each in read]} for name, read in chosen]


def mermaid(tables: Collection[str]) -> str:
    """The flowchart of these tables, as Markdown viewers draw it."""
    lines = ["flowchart LR"]
    for box, title in _BOXES.items():
        inside = [name for name in reads() if name in tables and _box(name) == box]
        lines += (
            [f'    subgraph {box}_box["{title}"]', *(f"        {name}" for name in inside), "    end"] if inside else []
        )
    arrows = ((name, read) for name, read in reads().items() if name in tables and read)
    return "\n".join([*lines, *(f"    {' & '.join(read)} --> {name}" for name, read in arrows)]) + "\n"


def tree_of(name: str) -> "Tree":
    """A table, below it what it reads, and so on to the tables that all begins with."""
    from rich.tree import Tree

    return _grown(Tree(full_name(name)), name, reads(), set())


def tree_of_all() -> "Tree":
    """The tables that all begins with, those that are read most first; below each what reads it, and so on."""
    from rich.tree import Tree

    readers = {name: tuple(each for each, read in reads().items() if name in read) for name in reads()}
    whole, grown = Tree("", hide_root=True), set[str]()
    for name in sorted(sources(), key=lambda name: (-len(readers[name]), name)):
        _grown(whole.add(full_name(name)), name, readers, grown)
    return whole


def _grown(tree: "Tree", name: str, below: Mapping[str, tuple[str, ...]], grown: set[str]) -> "Tree":
    """The tree with all that lies below a table; what lies below one that was shown before is not shown again."""
    grown.add(name)
    for each in below.get(name, ()):
        again = each in grown and bool(below.get(each))
        branch = tree.add(full_name(each) + (" (see above)" if again else ""))
        if not again:
            _grown(branch, each, below, grown)
    return tree


@cache
def _full_names() -> Mapping[str, str]:
    return {said.name: str(said) for said in definitions()}


def _box(name: str) -> str:
    if name in sources():
        return "from"
    if full_name(name).startswith(f"{names.SILVER}."):
        return "summed"
    return "dimensions" if name.startswith("dim_") else "marts"
