"""One text against its column of the contract: its value by Python's own Decimal and date, or the code of its fault."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from functions.landing.column_mapping import ColumnMapping
from functions.landing.dialect import Dialect
from jobs.contracts.dataset import Column

_DIRECTIVE = {"Y": "[0-9]{4}", "m": "[0-9]{2}", "d": "[0-9]{2}", "H": "[0-9]{2}", "M": "[0-9]{2}", "S": "[0-9]{2}"}
_PARTS = {"Y": "year", "m": "month", "d": "day", "H": "hour", "M": "minute", "S": "second"}
_BITS = {"bigint": 63, "int": 31}
_SECOND = timedelta(seconds=1)


class Faulty(Exception):
    """Raised for a text that is no value of its column; `code` is the violation's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def value_of(text: str | None, column: Column, entry: ColumnMapping, dialect: Dialect) -> Any:
    """The value, None where it is empty; timestamps in local time. Bounds are not looked at. Raises Faulty."""
    if not text or text in dialect.null_markers:
        return None
    if entry.pattern:
        match = re.search(entry.pattern, text)
        if not match:
            raise Faulty("pattern-mismatch")
        text = match[1]
    if text and entry.values is not None:
        if text not in entry.values and entry.other == "refuse":
            raise Faulty("unknown-value")
        text = entry.values.get(text, text if entry.other == "keep" else "")
    if not text:
        return None
    if column.type == "string":
        return text
    return _typed(text, column, entry, dialect)


def _typed(text: str, column: Column, entry: ColumnMapping, dialect: Dialect) -> Any:
    is_translated = entry.values is not None
    if column.decimal:
        if entry.unit == "cents":
            text = _unmarked(text, dialect)
            return _cents(text, *column.decimal)
        return _decimal(
            text if is_translated else _unmarked(text, dialect),
            *column.decimal,
            "." if is_translated else dialect.decimal_mark,
        )
    if column.type in _BITS:
        return _integer(text, _BITS[column.type])
    return _moment(text, column.type, entry.format)


def _integer(text: str, bits: int) -> int:
    if not re.fullmatch("[+-]?[0-9]+", text):
        raise Faulty("not-an-integer")
    value = int(text)
    if not -(2**bits) <= value < 2**bits:
        raise Faulty("out-of-range")
    return value


def _cents(text: str, precision: int, scale: int) -> Decimal:
    value = _integer(text, 63)
    if abs(value) >= 10 ** (precision - scale + 2):
        raise Faulty("out-of-range")
    return Decimal(value).scaleb(-2)


def _decimal(text: str, precision: int, scale: int, mark: str) -> Decimal:
    if not re.fullmatch(rf"[+-]?(?:[0-9]+|[0-9]*{re.escape(mark)}[0-9]+)", text):
        raise Faulty("not-a-decimal")
    sign, digits, exponent = Decimal(text.replace(mark, ".")).as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - digits were asked for above
    shift = scale + exponent
    whole = int("".join(map(str, digits)))
    if shift < 0 and whole % 10**-shift:
        raise Faulty("too-many-decimals")
    whole = whole * 10**shift if shift >= 0 else whole // 10**-shift
    if whole >= 10**precision:
        raise Faulty("out-of-range")
    return Decimal((sign, tuple(map(int, str(whole))), -scale))


def _unmarked(text: str, dialect: Dialect) -> str:
    """The figure with a leading minus and without thousands marks."""
    if dialect.negative == "leading" and not dialect.thousands_mark:
        return text
    shape = {"leading": "(-)?([+]?.*)", "trailing": "()(.*?)(-)?", "parentheses": r"(\()?(.*?)(\))?"}[dialect.negative]
    match = re.fullmatch(shape, text, re.DOTALL)
    assert match  # noqa: S101 - each of the shapes takes any text
    marks = [mark for mark in (match[1], *match.groups()[2:]) if mark]
    if dialect.negative == "parentheses" and len(marks) == 1:
        raise Faulty("not-a-decimal")
    body = match[2]
    mark, thousands = re.escape(dialect.decimal_mark), re.escape(dialect.thousands_mark)
    grouped = f"|[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+" if thousands else ""
    plus = "[+]?" if dialect.negative == "leading" and not marks else ""
    if not re.fullmatch(f"{plus}(?:(?:[0-9]+{grouped})(?:{mark}[0-9]+)?|{mark}[0-9]+)", body):
        raise Faulty("not-a-decimal")
    return ("-" if marks else "") + (body.replace(dialect.thousands_mark, "") if thousands else body)


def _moment(text: str, kind: str, written: str | None) -> date | datetime:
    code = "not-a-date" if kind == "date" else "not-a-timestamp"
    formats = [written] if written else ["%Y-%m-%d"] if kind == "date" else ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
    for each in formats:
        if match := re.fullmatch(_shape(each), text):
            parts = {name: int(digits) for name, digits in match.groupdict().items()}
            try:
                moment = datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - local time
            except ValueError:
                break
            return moment.date() if kind == "date" else moment
    raise Faulty(code)


def _shape(written: str) -> str:
    def directive(match: re.Match[str]) -> str:
        digits = "[0-9]{1,2}" if match[1] else _DIRECTIVE[match[2]]
        return f"(?P<{_PARTS[match[2]]}>{digits})"

    return re.sub(r"%(-?)([YmdHMS])", directive, re.sub(r"([.()+*?|\[\]{}^$\\])", r"\\\1", written))


def utc_of(local: datetime, time_zone: str) -> datetime:
    """The moment of a local time: of two the earlier; of none, the last microsecond before the clocks went on."""
    zone = ZoneInfo(time_zone)
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while moment - before > _SECOND:
        middle = before + (moment - before) / 2
        is_old = middle.astimezone(zone).utcoffset() == before.astimezone(zone).utcoffset()
        before, moment = (middle, moment) if is_old else (before, middle)
    return moment.replace(microsecond=0) - timedelta(microseconds=1)
