"""How the dates and times of a column are written: every format that fits, so that an ambiguous one can be told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product

from functions.landing.checking.date_format import compile_format

_DAYS = (
    *("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d"),
    *("%Y%m%d", "%d%m%Y", "%m%d%Y"),
    *("%-d.%-m.%Y", "%-d/%-m/%Y", "%-m/%-d/%Y", "%-d-%-m-%Y", "%-m-%-d-%Y", "%Y-%-m-%-d"),
)
_TIMES = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M:%SZ", "T%H:%M", " %-H:%M:%S", " %-H:%M", "%H%M%S")
_FITTING_SHARE = 0.97
_YEARS = range(1950, 2101)
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Written:
    """The formats that fit a column best; more than one where the values allow several readings."""

    formats: tuple[str, ...]
    share: float

    @property
    def has_time(self) -> bool:
        """The values are moments, not days."""
        return "%M" in self.formats[0]


def told_dates(values: Sequence[str]) -> Written | None:
    """How a column's dates are written; None where it holds none."""
    distinct = list(dict.fromkeys(values))
    # From all over the sample: the first days of a month alone can be read as months, too.
    looked_at = distinct[:: len(distinct) // _LOOKED_AT + 1]
    if not looked_at or not any(character.isdigit() for character in looked_at[0]):
        return None
    shares = {text: _share(text, looked_at) for text in (day + time for day, time in product(_DAYS, _TIMES))}
    best = max(shares.values())
    if best < _FITTING_SHARE:
        return None
    fitting = [text for text, share in shares.items() if share == best]
    strict = [text for text in fitting if "%-" not in text]
    return Written(tuple(_of_different_meaning(strict or fitting)), best)


def _of_different_meaning(formats: list[str]) -> list[str]:
    """One format for each order of the parts: %-H beside %H reads the same values alike."""
    kept: dict[str, str] = {}
    for text in formats:
        kept.setdefault(text.replace("%-", "%"), text)
    return list(kept.values())


def _share(text: str, values: Sequence[str]) -> float:
    if not _fits(text, values[0]) and not any(_fits(text, each) for each in values[1:5]):
        return 0.0
    return sum(_fits(text, each) for each in values) / len(values)


def _fits(text: str, value: str) -> bool:
    match = _pattern(text).match(value)
    if not match:
        return False
    parts = dict(zip(_directives(text), map(int, match.groups()), strict=True))
    try:
        moment = datetime(parts["Y"], parts["m"], parts["d"], parts.get("H", 0), parts.get("M", 0), parts.get("S", 0))  # noqa: DTZ001 - only whether there is such a moment
    except ValueError:
        return False
    return moment.year in _YEARS


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(compile_format(text).pattern.replace(r"\z", r"\Z"))


@cache
def _directives(text: str) -> list[str]:
    return re.findall(r"%-?([YmdHMS])", text)
