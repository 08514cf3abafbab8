"""A till's date format, turned into a pattern and a rewrite to ISO 8601, so that whole columns can be parsed at once.

Known directives: %Y %m %d %H %M %S with all their digits, and %-m %-d %-H for tills that write 3/1/2026. Python's own
strptime is not used: it takes single digits for two and any white space for a blank.
"""

import re
from dataclasses import dataclass

ISO_DATE = "%Y-%m-%d"
ISO_TIME = "%Y-%m-%d %H:%M:%S"

_DIRECTIVES = {
    "%Y": ("year", "[0-9]{4}"),
    "%m": ("month", "[0-9]{2}"),
    "%-m": ("month", "[0-9]{1,2}"),
    "%d": ("day", "[0-9]{2}"),
    "%-d": ("day", "[0-9]{1,2}"),
    "%H": ("hour", "[0-9]{2}"),
    "%-H": ("hour", "[0-9]{1,2}"),
    "%M": ("minute", "[0-9]{2}"),
    "%S": ("second", "[0-9]{2}"),
}
_AMBIGUOUS = re.compile(r"%-[a-zA-Z](?:%[a-zA-Z]|[0-9])*%-")
_DATE = {"year", "month", "day"}
_TIME = {"hour", "minute"}


@dataclass(frozen=True, slots=True)
class DateFormat:
    """`pattern` matches a whole value; `rewrite` refers to its groups and gives 'YYYY-MM-DD[ HH:MM:SS]'.

    pads   single digits may be left in the rewritten text and are yet to be padded to two
    """

    pattern: str
    rewrite: str
    has_time: bool
    pads: bool


def compile_format(text: str) -> DateFormat:
    """The pattern and rewrite of a format; ValueError says what is wrong with it."""
    if _AMBIGUOUS.search(text):
        raise ValueError(
            "two parts without all their digits need a mark between them: 111 may be 1 and 11, or 11 and 1"
        )
    pattern, groups = "", dict[str, str]()
    for part in re.split(r"(%-?.?)", text):
        if not part.startswith("%"):
            pattern += re.escape(part)
            continue
        if part not in _DIRECTIVES:
            raise ValueError(f"directive {part!r} is not one of {' '.join(_DIRECTIVES)}")
        name, digits = _DIRECTIVES[part]
        if name in groups:
            raise ValueError(f"the {name} stands in it twice")
        groups[name] = rf"\{len(groups) + 1}"
        pattern += f"({digits})"
    return DateFormat(rf"\A{pattern}\z", _rewrite(groups), "hour" in groups, "%-" in text)


def _rewrite(groups: dict[str, str]) -> str:
    if missing := _DATE - groups.keys():
        raise ValueError(f"it has no {', '.join(sorted(missing))}")
    date = f"{groups['year']}-{groups['month']}-{groups['day']}"
    time_parts = groups.keys() - _DATE
    if not time_parts:
        return date
    if missing := _TIME - groups.keys():
        raise ValueError(f"it has a time without {', '.join(sorted(missing))}")
    return f"{date} {groups['hour']}:{groups['minute']}:{groups.get('second', '00')}"
