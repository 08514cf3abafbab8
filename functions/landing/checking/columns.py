"""One column of a file against its column of the contract: read, typed, and held to its bounds."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels, only_where, positions, repeated
from functions.landing.checking.bounds import bound_faults, text_faults
from functions.landing.checking.grammars import grammar_of, local_type
from functions.landing.checking.layout import Feed
from functions.landing.checking.notation import is_plain, picked, plain_figures, translated
from functions.landing.checking.parsing import Fault, parse
from functions.landing.checking.text_bytes import has_empty, may_hold_control
from functions.landing.checking.written_dates import days_of_weeks, moments
from functions.landing.source import SourceMapping
from jobs.contracts.dataset import Column

# As many digits as a sum of figures is given.
_MOST_DIGITS = 38
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}]"


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as read: typed values (timestamps as they were written), the text they came from, and the faults."""

    values: Array
    text: Array
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """Reads the contract columns of one file.

    dropped_on   the day (UTC) on which the file was dropped, for bounds that depend on it; None holds nothing to them
    """

    mapping: SourceMapping
    dropped_on: date | None

    def read(self, feed: Feed, columns: Sequence[Array], rows: int) -> ReadColumn:
        """The values of one contract column; a faulty value is null, an empty one too."""
        column = feed.column
        if feed.is_empty:
            return ReadColumn(repeated(None, local_type(column), rows), repeated(None, pa.string(), rows))
        if feed.position is None:
            return self._constant(feed, rows)
        text = _without_empty(columns[feed.position], self.mapping.dialect.null_markers)
        values, faults = self._values(text, feed)
        return ReadColumn(values, text, faults + self._bound_faults(values, column))

    def figure(self, feed: Feed, text: Array) -> Any:
        """One figure written as in the file's column, whatever its size; None where it is none."""
        scale = feed.column.decimal[1] if feed.column.decimal else 0
        wide = replace(feed, column=replace(feed.column, type=f"decimal({_MOST_DIGITS},{scale})"))
        values, faults = self._values(text, wide)
        return None if faults else values[0].as_py()

    def _constant(self, feed: Feed, rows: int) -> ReadColumn:
        """The constant is written the contract's way, and its type was tried before; it may be out of bounds."""
        text = values = repeated(feed.constant, pa.string(), rows)
        if feed.column.type != "string":
            grammar = grammar_of(feed.column)
            values = repeated(grammar.one(feed.constant or ""), grammar.arrow_type, rows)
        return ReadColumn(values, text, self._bound_faults(values, feed.column))

    def _bound_faults(self, values: Array, column: Column) -> list[Fault]:
        faults = text_faults(values, column) if column.type == "string" else []
        return faults + bound_faults(values, column, self.dropped_on)

    def _values(self, text: Array, feed: Feed) -> tuple[Array, list[Fault]]:
        """What the file's texts mean: the part that is asked for, translated, typed."""
        name, entry = feed.column.name, feed.entry
        faults: list[Fault] = []
        if entry.pattern:
            text, faults = picked(text, entry.pattern, name)
            text = _without_empty(text, [])
        if entry.values:
            text, more = translated(text, entry.values, entry.other, name)
            faults += more
        if feed.column.type == "string":
            return text, faults
        if entry.week_one:
            values, more = days_of_weeks(text, feed.column, entry.week_one)
        elif entry.format:
            zones = (entry.time_zone, self.mapping.time_zone) if entry.time_zone else None
            values, more = moments(text, feed.column, entry.format, zones)
        elif entry.values:
            values, more = parse(text, name, grammar_of(feed.column))
        else:
            values, more = self._figures(text, feed)
        return values, faults + more

    def _figures(self, text: Array, feed: Feed) -> tuple[Array, list[Fault]]:
        dialect, in_cents = self.mapping.dialect, feed.entry.unit == "cents"
        faults: list[Fault] = []
        if feed.column.decimal and not is_plain(dialect):
            text, faults = plain_figures(text, feed.column.name, dialect)
        if feed.column.type == "date" and dialect.has_typed_dates:
            text = kernels.replace_substring_regex(text, pattern=r" 00:00:00\z", replacement="")
        grammar = grammar_of(feed.column, decimal_mark=dialect.decimal_mark, in_cents=in_cents)
        values, more = parse(text, feed.column.name, grammar)
        return values, faults + more


def empty_faults(read: ReadColumn, column: Column) -> list[Fault]:
    """Where a required value is empty: in the file, or by what the source says that the file's text means."""
    if column.nullable or not read.values.null_count:
        return []
    faulty = {position for fault in read.faults for position in fault.positions}
    where = [position for position in positions(kernels.is_null(read.values)) if position not in faulty]
    return [Fault("required-empty", column.name, where, "a value")] if where else []


def control_faults(text: Array, column: str) -> list[Fault]:
    """Where a text holds a control character that no name or note has."""
    if not may_hold_control(text):
        return []
    where = positions(kernels.match_substring_regex(text, pattern=CONTROL))
    return [Fault("control-character", column, where, "text without control characters")] if where else []


def _without_empty(text: Array, null_markers: list[str]) -> Array:
    """The texts, null where they are empty or one of the markers."""
    if not null_markers and not has_empty(text):
        return text
    empty = kernels.equal(kernels.binary_length(text), arrow.scalar(0, pa.int32()))
    if null_markers:
        empty = kernels.or_(empty, kernels.is_in(text, value_set=arrow.array(null_markers, pa.string())))
    return only_where(kernels.invert(empty), text) if kernels.any(empty).as_py() else text
