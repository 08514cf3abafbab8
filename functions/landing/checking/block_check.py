"""A block of sound rows against the contract: good ones as a table of the bronze schema, others with reasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter

import pyarrow as pa

from functions.landing.checking.amounts import Amounts, complete
from functions.landing.checking.arrow import Array, arrow, kernels, repeated
from functions.landing.checking.columns import control_faults, empty_faults, read_column
from functions.landing.checking.layout import Layout
from functions.landing.checking.moments import to_utc
from functions.landing.checking.parsing import Fault
from functions.landing.column_mapping import AMOUNTS, AMOUNTS_RULE
from functions.landing.reading.rows import Block, RefusedRow
from functions.landing.source import SourceMapping
from functions.landing.violation import Violation, shown
from functions.landing.writing.bronze import arrow_type, bronze_schema, extras_column
from jobs.contracts.dataset import Contract

DISCOUNT = "discount_amount"
SOLD_AT, SOLD_HOUR = "sold_at", "sold_hour"

# A fault, and the texts that its positions point into.
type Found = tuple[Fault, Array]


@dataclass(frozen=True, slots=True)
class BlockCheck:
    """Checks the blocks of one file version."""

    contract: Contract
    mapping: SourceMapping
    layout: Layout
    version: str

    def split(self, block: Block) -> tuple[pa.Table, Iterator[RefusedRow]]:
        """The good rows, and the refused ones in the file's order, each with every violation of it."""
        values, found = self._read(block)
        if DISCOUNT in values and AMOUNTS_RULE in self.contract.rules:
            found += self._agree(values, found)
        found += self._extra_faults(block)
        self._finish_moments(values)
        refused = _refused_rows(block, found)
        good = self._table(block, values, {position for fault, _ in found for position in fault.positions})
        return good, merge(block.broken, refused, key=lambda row: row.number)

    def _read(self, block: Block) -> tuple[dict[str, Array], list[Found]]:
        values: dict[str, Array] = {}
        found: list[Found] = []
        for feed in self.layout.feeds:
            read = read_column(feed, block.columns, len(block.numbers), self.mapping)
            is_ruled = AMOUNTS_RULE in self.contract.rules and feed.column.name in AMOUNTS
            faults = read.faults + ([] if is_ruled else empty_faults(read.text, feed.column))
            values[feed.column.name] = read.values
            found += [(fault, read.text) for fault in faults]
        return values, found

    def _agree(self, values: dict[str, Array], found: list[Found]) -> list[Found]:
        """Completes the amounts in place; the faults show the total that the file gave, or the empty value."""
        names = (*AMOUNTS, DISCOUNT)
        faulty = {position for fault, _ in found if fault.column in names for position in fault.positions}
        given = Amounts(*(values[name] for name in names))
        amounts, faults = complete(given, _all_but(faulty, len(given.price)))
        values |= {name: getattr(amounts, name) for name in AMOUNTS}
        return [(fault, kernels.cast(getattr(given, fault.column), pa.string())) for fault in faults]

    def _extra_faults(self, block: Block) -> list[Found]:
        return [
            (fault, block.columns[position])
            for name, position in self.layout.extras
            for fault in control_faults(block.columns[position], name)
        ]

    def _finish_moments(self, values: dict[str, Array]) -> None:
        """Local times become UTC, and the local hour is kept where the file has no column for it."""
        feeds = {feed.column.name: feed for feed in self.layout.feeds}
        if SOLD_HOUR in feeds and SOLD_AT in feeds and feeds[SOLD_HOUR].is_empty:
            values[SOLD_HOUR] = kernels.cast(kernels.hour(values[SOLD_AT]), arrow_type(feeds[SOLD_HOUR].column))
        for name, feed in feeds.items():
            if feed.column.type == "timestamp":
                values[name] = to_utc(values[name], self.mapping.time_zone)

    def _table(self, block: Block, values: dict[str, Array], refused: set[int]) -> pa.Table:
        rows = len(block.numbers)
        extras = extras_column(
            [name for name, _ in self.layout.extras], [block.columns[at] for _, at in self.layout.extras], rows
        )
        version = repeated(self.version, pa.string(), rows)
        numbers = arrow.array(block.numbers, pa.int64())
        columns = [*(values[column.name] for column in self.contract.columns), extras, version, numbers]
        # Refused rows are taken out before the schema, which holds that required columns have no nulls.
        table = pa.table(columns, names=bronze_schema(self.contract).names)
        good = table.filter(_all_but(refused, rows)) if refused else table
        return good.cast(bronze_schema(self.contract))


def _refused_rows(block: Block, found: list[Found]) -> Iterator[RefusedRow]:
    """The refused rows one at a time: where all rows of a block are, they take many times the block's memory."""
    by_fault = [zip(fault.positions, repeat(fault), repeat(texts), strict=False) for fault, texts in found]
    for position, faults in groupby(merge(*by_fault, key=itemgetter(0)), key=itemgetter(0)):
        number = block.numbers[position]
        violations = tuple(
            Violation(fault.code, number, fault.column, shown(texts[position].as_py() or ""), fault.expected)
            for _, fault, texts in faults
        )
        yield RefusedRow(number, block.text(position), violations)


def _all_but(positions: set[int], rows: int) -> Array:
    """A mask that is false at the positions only."""
    if not positions:
        return repeated(True, pa.bool_(), rows)
    mask: Array = arrow.array([position not in positions for position in range(rows)], pa.bool_())
    return mask
