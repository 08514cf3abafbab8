"""How dates and times are written: real calendar days and times of day, all digits, in ISO form or the declared one."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels, only_where
from functions.landing.checking.date_format import ISO_TIME, DateFormat
from functions.landing.checking.parsing import Grammar, Odd, cast_or_none
from functions.landing.checking.text_bytes import holds_only

LOCAL_TIME = pa.timestamp("us")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# Days that every month has, so that the cast cannot fail; the 29th to 31st are looked at one by one.
_PLAIN_DATE = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
_PLAIN_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def dates(written: str) -> Grammar:
    """The grammar of an ISO date; `written` is the format as a person knows it."""
    return Grammar(
        pa.date32(),
        expected=f"a real date written {written}",
        plain=rf"\A{_PLAIN_DATE}\z",
        whole=lambda text: _whole(text, pa.date32(), b"0123456789-", 10),
        cast=lambda text: kernels.cast(text, pa.date32()),
        one=_one(_DATE, date.fromisoformat, "not-a-date"),
    )


def local_times(written: str = "", code: str = "not-a-timestamp") -> Grammar:
    """The grammar of an ISO date and time of day without a zone, to the second.

    written   the format as a person knows it; where there is none, a T may stand in place of the blank
    """
    between = " " if written else " T"
    time = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[{between}][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}", re.ASCII)
    return Grammar(
        LOCAL_TIME,
        expected=f"a real date and time written {written or ISO_TIME}",
        plain=rf"\A{_PLAIN_DATE}[{between}]{_PLAIN_TIME}\z",
        whole=lambda text: _whole(text, LOCAL_TIME, b"0123456789-:" + between.encode(), 19),
        cast=lambda text: kernels.cast(text, LOCAL_TIME),
        one=_one(time, datetime.fromisoformat, code),
    )


def to_iso(text: Array, form: DateFormat) -> Array:
    """The texts rewritten to ISO 8601; null where a text is not of the format (or null)."""
    fits = kernels.match_substring_regex(text, pattern=form.pattern)
    iso = kernels.replace_substring_regex(text, pattern=form.pattern, replacement=form.rewrite)
    if form.pads:
        iso = kernels.replace_substring_regex(iso, pattern=r"\b([0-9])\b", replacement=r"0\1")
    return only_where(fits, iso)


def to_utc(local: Array, time_zone: str) -> Array:
    """The moments in UTC of local times.

    A time that the clocks showed twice is the earlier one; one that they skipped is the last moment before the gap.
    """
    zoned = kernels.assume_timezone(local, time_zone, ambiguous="earliest", nonexistent="earliest")
    moments: Array = kernels.cast(zoned, pa.timestamp("us", "UTC"))
    return moments


def local_times_of(moments: Array, time_zone: str) -> Array:
    """What the clocks of a zone show at moments in UTC."""
    shown: Array = kernels.local_timestamp(kernels.cast(moments, pa.timestamp("us", time_zone)))
    return shown


def _whole(text: Array, arrow_type: pa.DataType, allowed: bytes, length: int) -> Array | None:
    lengths = kernels.min_max(kernels.binary_length(text)).as_py()
    if lengths["min"] is not None and not lengths["min"] == lengths["max"] == length:
        return None
    values = cast_or_none(text, arrow_type) if holds_only(text, allowed) else None
    # The year 0000 passes Arrow's cast and breaks everything after it.
    earliest = arrow.scalar(date.min.isoformat()).cast(arrow_type)
    too_early = values is not None and kernels.any(kernels.less(values, earliest)).as_py()
    return None if too_early else values


def _one(pattern: re.Pattern[str], read: Callable[[str], Any], code: str) -> Callable[[str], Any]:
    def one(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise Odd(code)
        try:
            return read(text)
        except ValueError:
            raise Odd(code) from None

    return one
