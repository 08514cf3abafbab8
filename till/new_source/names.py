"""How well the name of a file's column fits a column of the contract: by its words, and by what tills call it."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

import yaml

SAME, SYNONYM, WITHOUT_UNIT, ONE_WORD = 1.0, 0.95, 0.9, 0.6
_ALIKE, _ALIKE_WORTH = 0.85, 0.85
_LONG_WORD = 4
_WORDS = re.compile(r"[^0-9a-z]+")
# Currencies, units and little words, which say nothing of which column it is.
_UNITS = {
    "eur",
    "euro",
    "usd",
    "gbp",
    "chf",
    "dollar",
    "cent",
    "cents",
    "ct",
    "in",
    "of",
    "the",
    "de",
    "der",
    "du",
    "la",
}


def name_score(column: str, name: str) -> float:
    """1 where the name is the contract's own, 0 where nothing speaks for it."""
    words = _words(name)
    whole = "".join(words)
    bare = "".join(word for word in words if word not in _UNITS)
    known = _known(column)
    if whole == "".join(_words(column)):
        return SAME
    if whole in known:
        return SYNONYM
    if bare in known:
        return WITHOUT_UNIT
    alike = max((SequenceMatcher(None, whole, each).ratio() for each in known), default=0.0)
    if alike >= _ALIKE:
        return alike * _ALIKE_WORTH
    return ONE_WORD if any(len(word) >= _LONG_WORD and word in known for word in words) else 0.0


def says_cents(name: str) -> bool:
    """Whether the name itself says that amounts are whole cents."""
    return bool(set(_words(name)) & {"cent", "cents", "ct", "cts", "pence", "minor"})


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return [word for word in _WORDS.split(letters) if word]


@cache
def _known(column: str) -> frozenset[str]:
    return frozenset({"".join(_words(column)), *_synonyms().get(column, ())})


@cache
def _synonyms() -> dict[str, list[str]]:
    text = (files("till.new_source") / "synonyms.yaml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = yaml.safe_load(text)
    return table
