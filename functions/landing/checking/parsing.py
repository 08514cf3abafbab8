"""Whole columns of text become typed values, and where a value is not of its type the fault is noted, not raised.

Third step of the check. A column is parsed in one go where all of it is plain; where anything is odd, the plain values
still are, and the odd ones go one by one through the rule in Python. Both ways give the same answer: a test holds it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from functions.landing.checking.arrow import Array, kernels, only_where, positions
from functions.landing.checking.runs import parsed_runs


class Odd(Exception):
    """Raised by a rule for one value that is not of the type; `code` is the violation's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with some values of a column: their positions, and what was expected."""

    code: str
    column: str
    positions: list[int]
    expected: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the values of one type are written.

    whole      parses a column without nulls lost, or gives None where anything in it may be odd
    plain      RE2 pattern of values that `cast` is sure to take
    one        the rule itself, for one value; raises Odd
    """

    arrow_type: pa.DataType
    expected: str
    plain: str
    whole: Callable[[Array], Array | None]
    cast: Callable[[Array], Array]
    one: Callable[[str], Any]

    def code(self, value: str) -> str:
        """Why the value is not of the type, '' where it is."""
        try:
            self.one(value)
        except Odd as odd:
            return odd.code
        return ""


def parse(text: Array, column: str, grammar: Grammar) -> tuple[Array, list[Fault]]:
    """The typed values, null where the text is null or faulty, and the faults by code."""
    values = parsed_runs(text, grammar.whole)
    if values is None:
        values = grammar.whole(text)
    if values is not None:
        return values, []
    is_plain = kernels.fill_null(kernels.match_substring_regex(text, pattern=grammar.plain), True)
    is_odd = kernels.invert(is_plain)
    values = grammar.cast(only_where(is_plain, text))
    places = positions(is_odd)
    parsed, faults = [], dict[str, list[int]]()
    for place in places:
        try:
            parsed.append(grammar.one(text[place].as_py()))
        except Odd as odd:
            parsed.append(None)
            faults.setdefault(odd.code, []).append(place)
    values = kernels.replace_with_mask(values, is_odd, pa.array(parsed, grammar.arrow_type))
    return values, [Fault(code, column, where, grammar.expected) for code, where in sorted(faults.items())]


def cast_or_none(text: Array, arrow_type: pa.DataType) -> Array | None:
    """The column cast to the type, or None where a value does not fit."""
    try:
        values: Array = kernels.cast(text, arrow_type)
    except pa.ArrowInvalid:
        return None
    return values
