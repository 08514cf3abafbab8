"""Figures as tills write them, rewritten to the contract's notation: marks between thousands, and where a minus stands.

Values that are not written so come out as null, and their places as faults: nothing is guessed.
"""

import re

from functions.landing.checking.arrow import Array, arrow, kernels, only_where, positions
from functions.landing.checking.parsing import Fault
from functions.landing.dialect import Dialect

_SIGNS = {
    "leading": (r"\A-(.*)\z", r"\1"),
    "trailing": (r"\A(.*)-\z", r"\1"),
    "parentheses": (r"\A\((.*)\)\z", r"\1"),
}


def is_plain(dialect: Dialect) -> bool:
    """Whether figures need no rewriting, but for the decimal mark."""
    return dialect.negative == "leading" and not dialect.thousands_mark


def plain_figures(text: Array, column: str, dialect: Dialect) -> tuple[Array, list[Fault]]:
    """The figures with a leading minus and without thousands marks; null where one is written in another way."""
    pattern, body = _SIGNS[dialect.negative]
    negative = kernels.fill_null(kernels.match_substring_regex(text, pattern=pattern), False)
    bare = kernels.if_else(negative, kernels.replace_substring_regex(text, pattern=pattern, replacement=body), text)
    sound = kernels.match_substring_regex(bare, pattern=_unsigned(dialect))
    if dialect.thousands_mark:
        bare = kernels.replace_substring(bare, dialect.thousands_mark, "")
    signed = kernels.if_else(negative, kernels.binary_join_element_wise("-", bare, ""), bare)
    strange = positions(kernels.invert(kernels.fill_null(sound, True)))
    expected = f"a figure with {_said(dialect)}"
    return only_where(sound, signed), [Fault("not-a-decimal", column, strange, expected)] if strange else []


def _unsigned(dialect: Dialect) -> str:
    """Digits, grouped by threes where there is a thousands mark, and digits behind the decimal mark."""
    whole = "[0-9]*"
    if dialect.thousands_mark:
        # A group of zeros alone is none: 0.500 is half a unit under another dialect than the declared one.
        whole = f"(?:[0-9]*|[1-9][0-9]{{0,2}}(?:{re.escape(dialect.thousands_mark)}[0-9]{{3}})+)"
    mark, plus = re.escape(dialect.decimal_mark), "[+]?" if dialect.negative == "leading" else ""
    return rf"\A{plus}(?:{whole}{mark}[0-9]+|{whole.replace('[0-9]*', '[0-9]+')})\z"


def _said(dialect: Dialect) -> str:
    sign = {
        "leading": "a minus before it",
        "trailing": "a minus behind it",
        "parentheses": "parentheses around it",
    }[dialect.negative]
    groups = f"'{dialect.thousands_mark}' between groups of three digits, " if dialect.thousands_mark else ""
    return f"{groups}'{dialect.decimal_mark}' before decimals, and {sign} where it is below zero"


def translated(text: Array, values: dict[str, str], other: str, column: str) -> tuple[Array, list[Fault]]:
    """The texts as their meanings; one without a meaning is a fault, is kept, or counts as empty."""
    meanings = arrow.array([meaning or None for meaning in values.values()], arrow.string())
    at = kernels.index_in(text, value_set=arrow.array(list(values), arrow.string()))
    found = kernels.take(meanings, at)
    unknown = kernels.and_(kernels.is_null(at), kernels.is_valid(text))
    if other == "keep":
        return kernels.if_else(unknown, text, found), []
    strange = positions(unknown) if other == "refuse" else []
    expected = "one of " + ", ".join(list(values)[:20])
    return found, [Fault("unknown-value", column, strange, expected)] if strange else []


def picked(text: Array, pattern: str, column: str) -> tuple[Array, list[Fault]]:
    """The one group of the pattern in each text; a text that it does not match is a fault."""
    fits = kernels.match_substring_regex(text, pattern=pattern)
    group = kernels.replace_substring_regex(text, pattern=rf"(?s:\A.*?)(?:{pattern})(?s:.*\z)", replacement=r"\1")
    strange = positions(kernels.and_(kernels.is_valid(text), kernels.invert(fits)))
    expected = f"a text that {pattern!r} matches"
    return only_where(fits, group), [Fault("pattern-mismatch", column, strange, expected)] if strange else []
