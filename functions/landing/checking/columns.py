"""One column of a file against its column of the contract: read, typed, and held to its bounds."""

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels, only_where, positions, repeated
from functions.landing.checking.date_format import ISO_DATE, ISO_TIME, compile_format
from functions.landing.checking.grammars import grammar_of, local_type
from functions.landing.checking.layout import Feed
from functions.landing.checking.moments import to_iso
from functions.landing.checking.parsing import Fault, holds_none, parse
from functions.landing.source import SourceMapping
from jobs.contracts.dataset import Column

# Where the bounds of a column are not declared: what stays a date in every zone and every tool.
EARLIEST, LATEST = date(1, 1, 2), date(9999, 12, 30)
# The bytes that a control character has in UTF-8, and \xc2, with which those from U+0080 to U+009F begin.
_CONTROL_BYTES = bytes([*range(1, 9), 11, 12, *range(14, 32), 127, 0xC2])
CONTROL = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}]"


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as read: typed values (timestamps still in local time), the text they came from, and the faults."""

    values: Array
    text: Array
    faults: list[Fault] = field(default_factory=list)


def read_column(feed: Feed, columns: list[Array], rows: int, mapping: SourceMapping) -> ReadColumn:
    """The values of one contract column; a faulty value is null, an empty one too."""
    column = feed.column
    if feed.is_empty:
        return ReadColumn(repeated(None, local_type(column), rows), repeated(None, pa.string(), rows))
    if feed.position is None:
        text: Array = repeated(feed.constant, pa.string(), rows)
    else:
        text = _without_empty(columns[feed.position], mapping.null_markers)
    if column.type == "string":
        faults = control_faults(text, column.name)
        return ReadColumn(text, text, faults)
    values, faults = _typed(text, feed, mapping)
    faults += _bound_faults(values, column)
    return ReadColumn(values, text, faults)


def empty_faults(text: Array, column: Column) -> list[Fault]:
    """Where a required value is empty."""
    if column.nullable or not text.null_count:
        return []
    return [Fault("required-empty", column.name, positions(kernels.is_null(text)), "a value")]


def control_faults(text: Array, column: str) -> list[Fault]:
    """Where a text holds a control character that no name or note has."""
    if holds_none(text, _CONTROL_BYTES):
        return []
    where = positions(kernels.match_substring_regex(text, pattern=CONTROL))
    return [Fault("control-character", column, where, "text without control characters")] if where else []


def _without_empty(text: Array, null_markers: tuple[str, ...]) -> Array:
    empty = kernels.equal(text, "")
    if null_markers:
        empty = kernels.or_(empty, kernels.is_in(text, value_set=arrow.array(null_markers, pa.string())))
    return only_where(kernels.invert(empty), text) if kernels.any(empty).as_py() else text


def _typed(text: Array, feed: Feed, mapping: SourceMapping) -> tuple[Array, list[Fault]]:
    column = feed.column
    if feed.format is None:
        mark = mapping.decimal_mark if feed.position is not None else "."
        return parse(text, column.name, grammar_of(column, decimal_mark=mark))
    form = compile_format(feed.format)
    grammar = grammar_of(column, written=feed.format, has_time=form.has_time)
    faults: list[Fault] = []
    iso = text
    if feed.format not in (ISO_DATE, ISO_TIME):
        iso = to_iso(text, form)
        strange = positions(kernels.and_(kernels.is_valid(text), kernels.is_null(iso)))
        code = "not-a-date" if column.type == "date" else "not-a-timestamp"
        faults = [Fault(code, column.name, strange, grammar.expected)] if strange else []
    values, more = parse(iso, column.name, grammar)
    if column.type == "date":
        values = kernels.cast(values, pa.date32(), safe=False)
    return values, faults + more


def _bound_faults(values: Array, column: Column) -> list[Fault]:
    """Where a value is outside the contract's bounds, which are inclusive."""
    low, high = column.minimum, column.maximum
    if column.type in ("date", "timestamp"):
        low, high = low or EARLIEST.isoformat(), high or LATEST.isoformat()
    where: set[int] = set()
    if low is not None:
        where.update(positions(kernels.less(values, kernels.cast(arrow.scalar(low), values.type))))
    if high is not None:
        where.update(positions(kernels.greater(values, kernels.cast(arrow.scalar(high), values.type))))
    return [Fault("out-of-range", column.name, sorted(where), _bounds(low, high))] if where else []


def _bounds(low: str | None, high: str | None) -> str:
    return f"at least {low}" if high is None else f"at most {high}" if low is None else f"{low} to {high}"
