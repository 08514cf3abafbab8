"""Dates and times as a source says that they are written: in a format of its own, or as the number of a week."""

from datetime import date
from typing import Any

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels, only_where, positions
from functions.landing.checking.date_format import ISO_DATE, ISO_TIME, compile_format
from functions.landing.checking.figures import integers
from functions.landing.checking.grammars import grammar_of
from functions.landing.checking.moments import local_times_of, to_iso, to_utc
from functions.landing.checking.parsing import Fault, parse
from jobs.contracts.dataset import Column

_DAYS, _LAST_WEEK = 7, 9999
_DAY = len("yyyy-mm-dd")


def moments(
    text: Array, column: Column, written: str, zones: tuple[str, str] | None = None
) -> tuple[Array, list[Fault]]:
    """Dates and times in a declared format.

    zones   of the times, and of the place whose dates they are to become; the same where there are none
    """
    form = compile_format(written)
    grammar = grammar_of(column, written=written, has_time=form.has_time)
    faults: list[Fault] = []
    iso = text
    if written not in (ISO_DATE, ISO_TIME):
        iso = to_iso(text, form)
        strange = positions(kernels.and_(kernels.is_valid(text), kernels.is_null(iso)))
        code = "not-a-date" if column.type == "date" else "not-a-timestamp"
        faults = [Fault(code, column.name, strange, grammar.expected)] if strange else []
    values, more = parse(iso, column.name, grammar)
    if column.type == "date":
        if zones:
            written_in, local = zones
            values = local_times_of(to_utc(values, written_in), local)
        values = kernels.cast(values, pa.date32(), safe=False)
    return values, faults + more


def days_of_weeks(text: Array, column: Column, week_one: date) -> tuple[Array, list[Fault]]:
    """The days of weeks that are numbered from 1: `week_one` for the first, the same weekday of the others."""
    numbers, faults = parse(text, column.name, integers("int"))
    is_week = kernels.and_(kernels.greater(numbers, 0), kernels.less_equal(numbers, _LAST_WEEK))
    strange = positions(kernels.invert(is_week))
    weeks = kernels.subtract(only_where(is_week, numbers), arrow.scalar(1, numbers.type))
    days = kernels.add(kernels.multiply(weeks, arrow.scalar(_DAYS, numbers.type)), _days_since_1970(week_one))
    if strange:
        faults.append(Fault("out-of-range", column.name, strange, f"a week, 1 to {_LAST_WEEK}"))
    return kernels.cast(days, pa.date32()), faults


def in_iso(value: str, written: str, column: Column) -> str:
    """A value of that format as the contract writes it; '' where it is not of the format."""
    texts: Array = arrow.array([value], pa.string())
    iso: str | None = to_iso(texts, compile_format(written))[0].as_py()
    return (iso or "")[: _DAY if column.type == "date" else None]


def _days_since_1970(day: date) -> Any:
    return arrow.scalar((day - date(1970, 1, 1)).days, pa.int32())
