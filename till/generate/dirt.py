"""Spoils a share of the rows the way real exports do, so that the landing check has something to refuse.

Each kind spoils one thing only, so that exactly one violation code is expected of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from till.generate.columns import COLUMNS


@dataclass(frozen=True, slots=True)
class Dirt:
    """A kind of spoiled row; `code` is the violation that the landing check reports for it."""

    kind: str
    code: str
    spoil: Callable[[list[str]], list[str]]


def dirty_rows(throws: Random, rows: int, share: float) -> dict[int, Dirt]:
    """Which of so many rows are spoiled, and how."""
    return {row: throws.choice(KINDS) for row in range(rows) if throws.random() < share}


def _with(column: str, change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    place = COLUMNS.index(column)

    def spoil(row: list[str]) -> list[str]:
        return [*row[:place], change(row[place]), *row[place + 1 :]]

    return spoil


def _exponent(amount: str) -> str:
    """The same amount in a spreadsheet's notation: 12.50 becomes 1.250E+1."""
    return f"{Decimal(amount):.3E}"


KINDS = (
    Dirt("day that does not exist", "not-a-date", _with("sales_date", lambda day: f"{day[:4]}-02-30")),
    Dirt("text in a number", "not-a-decimal", _with("quantity", lambda quantity: f"{quantity} pcs")),
    Dirt("number with an exponent", "not-a-decimal", _with("total_cost", _exponent)),
    Dirt(
        "amounts that disagree",
        "amounts-disagree",
        _with("total_cost", lambda cost: str(Decimal(cost) + Decimal("0.05"))),
    ),
    Dirt("store missing", "required-empty", _with("store_id", lambda _: "")),
    Dirt("line cut short", "field-count", lambda row: row[:-3]),
)
