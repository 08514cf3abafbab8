"""Where the fields of fixed-width rows begin, as far as blanks tell: fields without a blank between them stay one."""

import re
from itertools import pairwise

from functions.landing.dialect import FixedField

_DAY = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4} *")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? *")


def fixed_fields(lines: list[str]) -> list[FixedField]:
    """Fields that cover the lines, numbered from 1; a field begins behind a position that is blank in every line."""
    width = len(lines[0])
    is_blank = [all(line[at] == " " for line in lines) for at in range(width)]
    starts = [0, *(at for at in range(1, width) if is_blank[at - 1] and not is_blank[at])]
    spans = _with_moments(lines, list(pairwise([*starts, width])))
    return [FixedField(name=f"field_{at}", width=end - start) for at, (start, end) in enumerate(spans, start=1)]


def _with_moments(lines: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, a day and the time of day behind it as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        is_time = all(_TIME.fullmatch(line[start:end]) for line in lines)
        if joined and is_time and all(_DAY.fullmatch(line[slice(*joined[-1])]) for line in lines):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
