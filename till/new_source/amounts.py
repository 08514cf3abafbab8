"""Which columns are price, quantity and total, and in which unit: told by whether price x quantity is the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from till.new_source.figures import Notation
from till.new_source.file_columns import FileColumn

CLEAR, FAIR = 0.97, 0.5
_CENT = Decimal("0.01")
_LOOKED_AT = 400

type Amount = Decimal | None


@dataclass(frozen=True, slots=True)
class Amounts:
    """Four columns, which of the figures are whole cents, and the share of the rows in which they agree."""

    price: FileColumn
    quantity: FileColumn
    total: FileColumn
    discount: FileColumn | None
    price_in_cents: bool
    total_in_cents: bool
    agreeing: float
    tells_units: bool


def told_amounts(
    prices: Sequence[FileColumn],
    quantities: Sequence[FileColumn],
    totals: Sequence[FileColumn],
    discounts: Sequence[FileColumn],
    notation: Notation,
) -> Amounts | None:
    """The columns, of those that may be each, for which the rule holds in most rows; None where it holds for none."""
    figures = {id(each): _figures(each, notation) for each in (*prices, *quantities, *totals, *discounts)}
    found: list[Amounts] = []
    for price, quantity, total in product(prices, quantities, totals):
        if len({id(price), id(quantity), id(total)}) == 3 and not _is_all_one(figures[id(quantity)]):
            three = (price, quantity, total)
            plain = _best_units(three, None, figures)
            found += [plain]
            if FAIR <= plain.agreeing < 1:
                others = [each for each in discounts if each not in three]
                found += [_best_units(three, each, figures) for each in others]
    best = max(found, key=lambda each: (round(each.agreeing, 3), each.discount is None), default=None)
    return best if best and best.agreeing >= FAIR else None


def _best_units(
    three: tuple[FileColumn, FileColumn, FileColumn], discount: FileColumn | None, figures: dict[int, list[Amount]]
) -> Amounts:
    columns = [figures[id(each)] for each in three]
    taken_off = figures[id(discount)] if discount else [None] * len(columns[0])
    rows = list(zip(*columns, taken_off, strict=True))
    units = [(False, False), (True, True), (False, True), (True, False)]
    shares = {unit: _agreeing(rows, *unit) for unit in units if _may_be(unit, columns)}
    best = max(shares, key=lambda unit: shares[unit])
    tells = sum(share == shares[best] for share in shares.values()) == 1
    return Amounts(*three, discount, *best, shares[best], tells)


def _may_be(unit: tuple[bool, bool], columns: Sequence[Sequence[Amount]]) -> bool:
    """Cents are whole numbers."""
    price, _, total = columns
    return (not unit[0] or _is_whole(price)) and (not unit[1] or _is_whole(total))


def _is_whole(figures: Sequence[Amount]) -> bool:
    return all(each == each.to_integral_value() for each in figures if each is not None)


def _is_all_one(figures: Sequence[Amount]) -> bool:
    """A quantity that is always one tells nothing: the price is the total then."""
    return {each for each in figures if each is not None} <= {Decimal(1), Decimal(-1)}


def _agreeing(rows: Sequence[tuple[Amount, ...]], price_in_cents: bool, total_in_cents: bool) -> float:
    agreed = counted = 0
    for price, quantity, total, discount in rows:
        if price is None or quantity is None or total is None:
            continue
        counted += 1
        unit = Decimal(100) if total_in_cents else Decimal(1)
        paid = price / 100 * quantity if price_in_cents else price * quantity
        net = paid.quantize(_CENT, ROUND_HALF_UP) - (discount or Decimal(0)) / unit
        agreed += net == total / unit
    return agreed / counted if counted else 0.0


def _figures(column: FileColumn, notation: Notation) -> list[Amount]:
    return [notation.figure(each) for each in column.values[:_LOOKED_AT]]
