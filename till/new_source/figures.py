"""How figures are written in a sample: the marks and the minus under which most of them are figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Literal

from till.new_source.told import Sure, Told

type Mark = Literal[".", ","]
type Thousands = Literal["", ".", ",", "'", " ", "\u00a0", "\u202f"]
type Negative = Literal["leading", "trailing", "parentheses"]

_MARKS: tuple[Mark, ...] = (".", ",")
_THOUSANDS: tuple[Thousands, ...] = ("", ".", ",", "'", " ", "\u00a0", "\u202f")
_NEGATIVES: tuple[Negative, ...] = ("leading", "trailing", "parentheses")
_SIGNED = {
    "leading": r"(?P<minus>-?){}",
    "trailing": r"{}(?P<minus>-?)",
    "parentheses": r"(?P<minus>\(?){}\)?",
}
_LOOSE = re.compile(r"\(?[-+]?[0-9.,][0-9.,'\u00a0\u202f ]*-?\)?")
_FIGURE_SHARE = 0.9
_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Notation:
    """The marks of figures, and where a minus stands."""

    decimal_mark: Mark = "."
    thousands_mark: Thousands = ""
    negative: Negative = "leading"

    def figure(self, text: str) -> Decimal | None:
        """The figure that a text is in this notation; None where it is none."""
        match = _pattern(self).fullmatch(text)
        if not match:
            return None
        plain = match["whole"].replace(self.thousands_mark, "") if self.thousands_mark else match["whole"]
        return Decimal(("-" if match["minus"] else "") + (plain or "0") + "." + (match["decimals"] or "0"))


def looks_like_figures(values: Sequence[str]) -> bool:
    """Whether most values are figures in some notation."""
    some = values[:_LOOKED_AT]
    fitting = sum(bool(_LOOSE.fullmatch(each)) and any(map(str.isdigit, each)) for each in some)
    return bool(some) and fitting >= _FIGURE_SHARE * len(some)


def told_notations(columns: Sequence[Sequence[str]]) -> list[Told[Notation]]:
    """The notations under which the most values of the figure columns are figures, the plainest first.

    More than one where the values allow several readings: then what else is known of the columns has to tell.
    """
    texts = [each for values in columns for each in values[:_LOOKED_AT]]
    if not texts:
        return [Told(Notation(), Sure.UNSURE, "there is no column of figures")]
    counted = {notation: sum(notation.figure(each) is not None for each in texts) for notation in _possible(texts)}
    best = max(counted.values())
    fitting = [notation for notation, count in counted.items() if count == best]
    plainest = [each for each in fitting if _features(each) == min(map(_features, fitting))]
    share = f"{best / len(texts):.1%} of the figures are written so"
    has_mark = any("." in each or "," in each for each in texts)
    if not has_mark:
        return [Told(plainest[0], Sure.LIKELY, "no figure has a mark; the decimal mark cannot be told")]
    sure = Sure.SURE if len(plainest) == 1 and len(_decimal_marks(fitting)) == 1 else Sure.UNSURE
    why = share if sure == Sure.SURE else f"{share}; other readings of the marks fit as well"
    return [Told(notation, sure, why) for notation in (*plainest, *(each for each in fitting if each not in plainest))]


def _decimal_marks(notations: Sequence[Notation]) -> set[str]:
    return {each.decimal_mark for each in notations}


def _possible(texts: Sequence[str]) -> list[Notation]:
    """The notations whose marks occur at all."""
    occurring = set("".join(texts))
    thousands = [mark for mark in _THOUSANDS if not mark or mark in occurring]
    signs = {"leading": True, "trailing": any(each.endswith("-") for each in texts), "parentheses": "(" in occurring}
    return [
        Notation(mark, between, negative)
        for mark, between, negative in product(_MARKS, thousands, _NEGATIVES)
        if mark != between and signs[negative]
    ]


def _features(notation: Notation) -> int:
    return bool(notation.thousands_mark) + (notation.negative != "leading")


@cache
def _pattern(notation: Notation) -> re.Pattern[str]:
    whole = "[0-9]*"
    if notation.thousands_mark:
        # 0.500 is no group of thousands.
        whole = rf"(?:[0-9]*|[1-9][0-9]{{0,2}}(?:{re.escape(notation.thousands_mark)}[0-9]{{3}})+)"
    number = rf"(?P<whole>{whole})(?:{re.escape(notation.decimal_mark)}(?P<decimals>[0-9]+))?"
    return re.compile(rf"(?=.*[0-9])(?:{_SIGNED[notation.negative].format(number)})")
