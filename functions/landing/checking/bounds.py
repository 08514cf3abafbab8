"""Values held to what the contract says of their column: from when to when, how much, how long, written how."""

from datetime import date, timedelta

from functions.landing.checking.arrow import Array, arrow, kernels, positions
from functions.landing.checking.parsing import Fault
from jobs.contracts.dataset import Column

# Where the bounds of a date are not declared: what stays a date in every zone and every tool.
EARLIEST, LATEST = date(1, 1, 2), date(9999, 12, 30)
_IN_TIME = ("date", "timestamp")
_DAY = len("yyyy-mm-dd")


def bound_faults(values: Array, column: Column, dropped_on: date | None) -> list[Fault]:
    """Where a value is outside its column's bounds, which are inclusive."""
    low, high = _bounds(column, dropped_on)
    if low is None and high is None:
        return []
    extremes = kernels.min_max(values)
    where: set[int] = set()
    if low is not None and _holds(kernels.less, extremes["min"], lowest := _bound(low, values)):
        where.update(positions(kernels.less(values, lowest)))
    if high is not None and _holds(kernels.greater, extremes["max"], highest := _bound(high, values)):
        where.update(positions(kernels.greater(values, highest)))
    return [Fault("out-of-range", column.name, sorted(where), _said(low, high))] if where else []


def text_faults(text: Array, column: Column) -> list[Fault]:
    """Where a text is shorter or longer than its column allows, or not of its pattern."""
    faults = []
    if column.min_length is not None or column.max_length is not None:
        low, high = column.min_length or 0, column.max_length
        length = kernels.utf8_length(text)
        strange = kernels.less(length, low)
        strange = strange if high is None else kernels.or_(strange, kernels.greater(length, high))
        expected = f"at least {low} characters" if high is None else f"{low} to {high} characters"
        faults.append(Fault("wrong-length", column.name, positions(strange), expected))
    if column.pattern:
        strange = kernels.invert(kernels.match_substring_regex(text, pattern=f"^(?:{column.pattern})$"))
        faults.append(Fault("pattern-mismatch", column.name, positions(strange), f"a text like {column.pattern}"))
    return [fault for fault in faults if fault.positions]


def _bounds(column: Column, dropped_on: date | None) -> tuple[str | None, str | None]:
    low, high = column.minimum, column.maximum
    if column.type in _IN_TIME:
        low, high = low or EARLIEST.isoformat(), high or LATEST.isoformat()
        if column.days_after_drop is not None and dropped_on is not None:
            high = min(high, (dropped_on + timedelta(days=column.days_after_drop)).isoformat())
    # A bound is a day, and all of that day is within it.
    return low, f"{high} 23:59:59" if column.type == "timestamp" and len(high or "") == _DAY else high


def _bound(text: str, values: Array) -> object:
    return kernels.cast(arrow.scalar(text), values.type)


def _holds(compare: object, value: object, bound: object) -> bool:
    return bool(compare(value, bound).as_py())  # type: ignore[operator]  # one of Arrow's kernels


def _said(low: str | None, high: str | None) -> str:
    return f"at least {low}" if high is None else f"at most {high}" if low is None else f"{low} to {high}"
