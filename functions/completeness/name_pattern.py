"""The pattern of a file's name: which store and business date a name stands for, and what name is expected of them.

A pattern is the part of the landing path below dataset/source/, with `{store}`, `{date:%Y%m%d}` and `*` in it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from string import Formatter
from typing import Self

_STORE = "store"
# Strict, so that a run of digits is cut where the date stands and not somewhere else in it.
_DIGITS: Mapping[str, str] = {
    "Y": r"[12]\d{3}",
    "y": r"\d{2}",
    "m": r"(?:0[1-9]|1[0-2])",
    "d": r"(?:0[1-9]|[12]\d|3[01])",
    "j": r"(?:[0-2]\d{2}|3[0-6]\d)",
}
_YEARS = ({"Y"}, {"y"})
_DAYS = ({"m", "d"}, {"j"})
_ANY_STORE = r"[^/]+?"
_ANYTHING = r"[^/]*?"


@dataclass(frozen=True, slots=True)
class Stands:
    """What a name stands for; store is None where the pattern names none."""

    store: str | None
    date: date


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern as its parts in order: (literal text, None), ('', 'store'), ('', 'Y') ... and ('', '*')."""

    text: str
    parts: tuple[tuple[str, str | None], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The pattern that the text describes. Raises ValueError naming everything that is wrong with it."""
        mistakes: list[str] = []
        parts = tuple(_parts(text, mistakes))
        named = {name for _, name in parts if name}
        if not mistakes and not (any(year <= named for year in _YEARS) and any(day <= named for day in _DAYS)):
            mistakes.append("expected {date:...} with a year and a day, for example {date:%Y%m%d}")
        if text.startswith("/") or "//" in text:
            mistakes.append(
                "expected a path below dataset/source/, without a slash in front and without an empty folder"
            )
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return cls(text, parts)

    @property
    def names_the_store(self) -> bool:
        """Whether `{store}` stands in it."""
        return any(name == _STORE for _, name in self.parts)

    def name_of(self, store: str | None, day: date) -> str:
        """The name expected of a store and a business date; a `*` stays one."""
        return "".join(literal if name is None else _written(name, store, day) for literal, name in self.parts)

    def reader(self, stores: Collection[str] | None) -> "NameReader":
        """What reads names of these stores; None: of any store."""
        store = _ANY_STORE if stores is None else "|".join(re.escape(name) for name in sorted(stores, key=_longest))
        return NameReader(re.compile(_expression(self.parts, store)))


@dataclass(frozen=True, slots=True)
class NameReader:
    """Reads names by one pattern."""

    expression: re.Pattern[str]

    def read(self, name: str) -> Stands | None:
        """What the name stands for; None where it does not follow the pattern or holds no date that exists."""
        match = self.expression.fullmatch(name)
        if match is None:
            return None
        texts = match.groupdict()
        store = texts.pop(_STORE, None)
        day = _date_of(texts)
        if day is None or any(day.strftime(f"%{directive}") != text for directive, text in texts.items()):
            return None
        return Stands(store, day)


def _parts(text: str, mistakes: list[str]) -> Iterator[tuple[str, str | None]]:
    try:
        fields = list(Formatter().parse(text))
    except ValueError as error:
        mistakes.append(f"{error}: a brace that is meant as such is doubled")
        return
    for literal, name, layout, conversion in fields:
        yield from _wildcards(literal)
        if name is None:
            continue
        if name == _STORE and not layout and not conversion:
            yield "", _STORE
        elif name == "date" and layout and not conversion:
            yield from _directives(layout, mistakes)
        else:
            mistakes.append(f"found {{{name}{':' + layout if layout else ''}}}, expected {{store}} or {{date:%Y%m%d}}")


def _wildcards(literal: str) -> Iterator[tuple[str, str | None]]:
    for piece in re.split(r"(\*+)", literal):
        if piece:
            yield ("", "*") if piece[0] == "*" else (piece, None)


def _directives(layout: str, mistakes: list[str]) -> Iterator[tuple[str, str | None]]:
    for piece in re.findall(r"%.?|[^%]+", layout):
        if piece[0] != "%":
            yield piece, None
        elif piece[1:] in _DIGITS:
            yield "", piece[1:]
        else:
            mistakes.append(f"found {piece} in a date, expected one of {', '.join('%' + name for name in _DIGITS)}")


def _written(name: str, store: str | None, day: date) -> str:
    if name == "*":
        return "*"
    return store or "" if name == _STORE else day.strftime(f"%{name}")


def _expression(parts: tuple[tuple[str, str | None], ...], store: str) -> str:
    """The first time a part is named it is read, each further time it has to be the same."""
    seen: set[str] = set()
    pieces = []
    for literal, name in parts:
        if name is None:
            pieces.append(re.escape(literal))
        elif name == "*":
            pieces.append(_ANYTHING)
        elif name in seen:
            pieces.append(f"(?P={name})")
        else:
            seen.add(name)
            pieces.append(f"(?P<{name}>{store if name == _STORE else _DIGITS[name]})")
    return "".join(pieces)


def _longest(store: str) -> tuple[int, str]:
    # Of store 1 and store 12 the longer one is tried first; what follows decides all the same.
    return -len(store), store


def _date_of(texts: Mapping[str, str]) -> date | None:
    year = int(texts["Y"]) if "Y" in texts else 2000 + int(texts["y"])
    try:
        if "j" in texts:
            return date(year, 1, 1) + timedelta(days=int(texts["j"]) - 1)
        return date(year, int(texts["m"]), int(texts["d"]))
    except ValueError:
        return None
