"""What each table of gold, and each aggregate, holds: the docstring of its module, held to the table itself.

docs/marts.md and `till marts` are made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType

from jobs import aggregates, gold
from jobs.contracts import names
from jobs.contracts.errors import DefinitionUnclear
from jobs.derive.docstring import misfits, parts_of
from jobs.derive.node import Node, Per
from jobs.gold import reconciliation
from jobs.incentive import lines, payouts

# What no node builds: by name, the module that holds its docstring, COLUMNS and GRAIN, and what it is built from.
_BESIDE: Mapping[str, tuple[ModuleType, tuple[str, ...]]] = MappingProxyType(
    {
        "reconciliation": (reconciliation, ("sales", "daily_orders", "monthly_store")),
        "incentive_payout": (payouts, ("daily_person", "sales_team", "store")),
        "incentive_line": (lines, ("daily_person",)),
    }
)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a table holds.

    summary      one sentence
    paragraphs   what has to be known beside it: formulas and rules
    rebuilt      which part of it is rebuilt when, and why
    grain        the columns that tell its rows apart
    columns      by name, in order: the type in SQL, and what it holds
    per          the part that is replaced at a time
    reads        the tables that it is built from, by name
    """

    file_system: str
    name: str
    summary: str
    paragraphs: tuple[str, ...]
    rebuilt: str
    grain: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]] = field(hash=False)
    per: Per
    reads: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file_system}.{self.name}"


@cache
def definitions() -> tuple[Definition, ...]:
    """The definitions of gold's tables, then those of the aggregates, each in alphabetical order.

    Raises DefinitionUnclear where a docstring does not fit its table.
    """
    found = [definition(name) for name in defined_tables()]
    return tuple(sorted(found, key=lambda each: (each.file_system != names.GOLD, each.name)))


@cache
def defined_tables() -> Mapping[str, ModuleType]:
    """The tables that have a definition and the modules that it stands in, whether it fits or not."""
    built = {node.name: module for module in _modules() if (node := _node(module))}
    return MappingProxyType(built | {name: module for name, (module, _) in _BESIDE.items()})


def definition(name: str) -> Definition:
    """The definition of a table. Raises DefinitionUnclear, which names all that does not fit; KeyError."""
    module = defined_tables()[name]
    node = _node(module)
    if node:
        return define(module, name, node.columns, node.grain, node.per, node.reads, node.file_system)
    return define(module, name, module.COLUMNS, module.GRAIN, Per.MONTH, _BESIDE[name][1], names.GOLD)


def define(
    module: ModuleType,
    name: str,
    columns: Mapping[str, str],
    grain: tuple[str, ...],
    per: Per,
    reads: tuple[str, ...],
    file_system: str,
) -> Definition:
    """The definition that a module's docstring gives of a table. Raises DefinitionUnclear where it does not fit it."""
    said = parts_of(module.__doc__ or "")
    wrong = misfits(said, tuple(columns), grain)
    if wrong:
        raise DefinitionUnclear(
            "The definition of a table does not fit the table.",
            where=f"the docstring of {module.__name__}",
            found="; ".join(wrong),
            expected="a sentence, paragraphs, 'Rebuilt: ...', 'Grain: a, b.' and a line for each column, in its order",
            next_step="mend the docstring, or the table's columns and grain",
        )
    described = {column: (columns[column], held) for column, held in said.columns}
    return Definition(file_system, name, said.summary, said.paragraphs, said.rebuilt, grain, described, per, reads)


def _modules() -> list[ModuleType]:
    return [
        import_module(f"{package.__name__}.{found.name}")
        for package in (gold, aggregates)
        for found in iter_modules(package.__path__)
    ]


def _node(module: ModuleType) -> Node | None:
    node = getattr(module, "MART", None) or getattr(module, "AGGREGATE", None)
    return node if isinstance(node, Node) else None
