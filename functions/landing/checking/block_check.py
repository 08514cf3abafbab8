"""A block of sound rows against the contract: good ones as a table of the bronze schema, others with reasons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter

import numpy as np
import pyarrow as pa

from functions.landing.checking.agreement import Amounts
from functions.landing.checking.amounts import complete
from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.checking.columns import ColumnReader, control_faults, empty_faults
from functions.landing.checking.layout import Layout
from functions.landing.checking.moments import local_times_of, to_utc
from functions.landing.checking.order import order_faults
from functions.landing.checking.own_columns import own_control_faults, with_late_columns
from functions.landing.checking.parsing import Fault
from functions.landing.checking.signs import with_signs
from functions.landing.column_mapping import AMOUNTS, AMOUNTS_RULE
from functions.landing.reading.block import Block, RefusedRow
from functions.landing.source import SourceMapping
from functions.landing.violation import Violation, shown
from functions.landing.writing.bronze import arrow_type, bronze_schema
from functions.landing.writing.extras import extras_column
from jobs.contracts.dataset import Contract

DISCOUNT = "discount_amount"
SOLD_AT, SOLD_HOUR = "sold_at", "sold_hour"

# A fault, and the texts that its positions point into.
type Found = tuple[Fault, Array]


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """What became of a block.

    good     the good rows, of the bronze schema
    refused  the others in the file's order, each with every violation of it; to be taken once
    values   the typed values of every sound row by column, null where faulty: what control totals are made from
    """

    rows: int
    good: pa.Table
    refused: Iterator[RefusedRow]
    values: dict[str, Array]


@dataclass(frozen=True)
class BlockCheck:
    """Checks the blocks of one file version, each on its own; dropped_on is the day (UTC) that the file came on."""

    contract: Contract
    mapping: SourceMapping
    layout: Layout
    version: str
    dropped_on: date | None = None

    def split(self, block: Block) -> CheckedBlock:
        """The good rows and the refused ones."""
        block, layout, twice = with_late_columns(block, self.layout)
        check = self if layout is self.layout else replace(self, layout=layout)
        return check._split(block, twice)

    def _split(self, block: Block, twice: list[Found]) -> CheckedBlock:
        values, found = self._read(block)
        found += twice
        if self.mapping.returns:
            found += with_signs(values, block.columns[self.layout.sign or 0], self.mapping.returns)
        if DISCOUNT in values and AMOUNTS_RULE in self.contract.rules:
            found += self._agree(values, found)
        found += order_faults(values, self.contract)
        found += self._extra_faults(block)
        self._finish_moments(values)
        refused = merge(block.broken, _refused_rows(block, found), key=lambda row: row.number)
        good = self._table(block, values, found)
        return CheckedBlock(block.rows, good, refused, values)

    @cached_property
    def _reader(self) -> ColumnReader:
        return ColumnReader(self.mapping, self.dropped_on)

    def _read(self, block: Block) -> tuple[dict[str, Array], list[Found]]:
        values: dict[str, Array] = {}
        found: list[Found] = []
        for feed in self.layout.feeds:
            read = self._reader.read(feed, block.columns, len(block.numbers))
            is_ruled = AMOUNTS_RULE in self.contract.rules and feed.column.name in AMOUNTS
            faults = read.faults + ([] if is_ruled else empty_faults(read, feed.column))
            if feed.column.type == "string" and feed.position is not None:
                faults += control_faults(read.text, feed.column.name)
            values[feed.column.name] = read.values
            found += [(fault, read.text) for fault in faults]
        return values, found

    def _agree(self, values: dict[str, Array], found: list[Found]) -> list[Found]:
        """Completes the amounts in place; the faults show the total that the file gave, or the empty value."""
        names = (*AMOUNTS, DISCOUNT)
        faulty = [fault.positions for fault, _ in found if fault.column in names]
        given = Amounts(*(values[name] for name in names))
        amounts, faults = complete(given, _all_but(faulty, len(given.price)))
        values |= {name: getattr(amounts, name) for name in AMOUNTS}
        return [(fault, kernels.cast(getattr(given, fault.column), pa.string())) for fault in faults]

    def _extra_faults(self, block: Block) -> list[Found]:
        return [
            (fault, block.columns[position])
            for name, position in self.layout.extras
            for fault in control_faults(block.columns[position], name)
        ] + own_control_faults(block.others or ())

    def _finish_moments(self, values: dict[str, Array]) -> None:
        """Local times become UTC, and the local hour is kept where the file has no column for it."""
        feeds = {feed.column.name: feed for feed in self.layout.feeds}
        local = values.get(SOLD_AT)
        for name, feed in feeds.items():
            if feed.column.type == "timestamp":
                values[name] = to_utc(values[name], feed.entry.time_zone or self.mapping.time_zone)
        if SOLD_HOUR in feeds and SOLD_AT in feeds and feeds[SOLD_HOUR].is_empty and not feeds[SOLD_AT].is_empty:
            if feeds[SOLD_AT].entry.time_zone:
                local = local_times_of(values[SOLD_AT], self.mapping.time_zone)
            values[SOLD_HOUR] = kernels.cast(kernels.hour(local), arrow_type(feeds[SOLD_HOUR].column))

    def _table(self, block: Block, values: dict[str, Array], found: list[Found]) -> pa.Table:
        rows = len(block.numbers)
        schema = bronze_schema(self.contract)
        extras = extras_column(
            [name for name, _ in self.layout.extras], [block.columns[at] for _, at in self.layout.extras], block
        )
        version = arrow.DictionaryArray.from_arrays(np.zeros(rows, np.int32), [self.version])
        columns = [
            *(values[column.name] for column in self.contract.columns),
            extras,
            version,
            arrow.array(block.numbers),
        ]
        # Refused rows are taken out before the schema, which holds that required columns have no nulls.
        table = pa.table(columns, names=schema.names)
        faulty = [fault.positions for fault, _ in found if fault.positions]
        good = table.filter(_all_but(faulty, rows)) if faulty else table
        return good.cast(schema)


def _refused_rows(block: Block, found: list[Found]) -> Iterator[RefusedRow]:
    """The refused rows one at a time: where all rows of a block are, they take many times the block's memory."""
    by_fault = [zip(fault.positions, repeat(fault), repeat(texts), strict=False) for fault, texts in found]
    position_of: Callable[[tuple[int, Fault, Array]], int] = itemgetter(0)
    for position, faults in groupby(merge(*by_fault, key=position_of), key=position_of):
        number = int(block.numbers[position])
        violations = tuple(
            Violation(fault.code, number, fault.column, shown(texts[position].as_py() or ""), fault.expected)
            for _, fault, texts in faults
        )
        yield RefusedRow(number, block.text(position), violations)


def _all_but(positions: list[list[int]], rows: int) -> Array:
    """A mask that is false at these positions only."""
    mask = np.ones(rows, np.bool_)
    for some in positions:
        mask[some] = False
    return arrow.array(mask)  # type: ignore[no-any-return]  # typed as Any
