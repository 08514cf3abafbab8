"""Mended rows checked as if they had stood in the file: what lands joins the content, what does not stays refused.

Each row keeps its file version and its number in the file, so that downstream nothing tells it from the others.
"""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet

from functions.adapters.blobs import BlobStore
from functions.landing.after.lake_file import fetched, write_once
from functions.landing.after.layout import Layout, as_csv, csv_mapping
from functions.landing.after.mended import Mended, mended_rows
from functions.landing.after.refused import RefusedLine, refused_lines
from functions.landing.check import Landed, check_file
from functions.landing.kept import KeptFile, spooled
from functions.landing.terms import Terms
from functions.landing.writing.bronze import ROW_NUMBER
from functions.ledger.entries import ContentEntry
from jobs.contracts.errors import BooksDoNotBalance
from jobs.contracts.names import BRONZE, QUARANTINE, RAW
from jobs.contracts.paths import bronze_path, printable, quarantine_path, supplement

# Typed as Any: the published stubs lack parts of both.
_parquet: Any = pyarrow.parquet


@dataclass(frozen=True, slots=True)
class Refusals:
    """What rows of one content were refused by, and where they come from: all that is needed to take some back."""

    blobs: BlobStore
    kept: KeptFile
    identity: str
    terms: Terms
    layout: Layout

    def numbers(self, content: ContentEntry) -> set[int]:
        """The numbers of the rows that are refused now."""
        if not content.quarantine:
            return set()
        with fetched(self.blobs, QUARANTINE, content.quarantine) as lines:
            return {line.row for line in refused_lines(lines)}

    def taken_back(self, content: ContentEntry, mended: Mended, raw: str) -> ContentEntry:
        """The content with the mended rows of one return, kept in raw; what they gave is in the lake by then.

        `mended` are rows that the content's quarantine holds. Raises FileRefused where they are no text.
        """
        numbers = list(mended)
        returns = (*content.returns, raw)
        bronze, quarantine = content.bronze, quarantine_path(self.kept.path, self.identity, self.terms.rules)
        with spooled() as good, spooled() as bad:
            landed = self._check(mended, good, bad)
            if landed.loaded:
                bronze = (*bronze, self._written(good, numbers, returns))
            bad.seek(0)
            still = {numbers[line.row - 1]: line for line in refused_lines(bad)}
        left = _Left(self.blobs, content.quarantine, set(numbers), still)
        added = replace(_added(content, landed), bronze=bronze, returns=returns, violations=left.violations())
        return replace(added, quarantine=left.write(supplement(quarantine, *returns)) if added.quarantined else "")

    def taken_back_again(self, content: ContentEntry, returns: Iterable[str]) -> ContentEntry:
        """The content with earlier returns, as far as their rows are refused now."""
        for raw in returns:
            with fetched(self.blobs, RAW, raw) as kept:
                mended = mended_rows(kept.read(), self.layout)
            refused = self.numbers(content)
            rows = {number: fields for number, fields in mended.items() if number in refused}
            content = self.taken_back(content, rows, raw) if rows else replace(content, returns=(*content.returns, raw))
        return content

    def _check(self, mended: Mended, good: BinaryIO, bad: BinaryIO) -> Landed:
        landed = check_file(
            io.BytesIO(as_csv(self.layout, mended.values(), self.kept.path)),
            path=self.kept.path,
            version=self.identity,
            contract=self.terms.contract,
            mapping=csv_mapping(self.terms.mapping),
            bronze=good,
            quarantine=bad,
            dropped_on=self.kept.facts.written_at.date(),
        )
        if landed.rows_in != len(mended):
            raise _lost_rows(self.kept.text, len(mended), landed)
        return landed

    def _written(self, good: BinaryIO, numbers: Sequence[int], returns: tuple[str, ...]) -> str:
        """The good rows, under their numbers in the file, as one more bronze file."""
        path = supplement(bronze_path(self.kept.path, self.identity, self.terms.rules), *returns)
        with spooled() as numbered:
            _renumber(good, numbers, numbered)
            return write_once(self.blobs, BRONZE, path, numbered)


@dataclass(frozen=True, slots=True)
class _Left:
    """What stays in quarantine: the rows that were not returned, and those that are still refused, as they are now."""

    blobs: BlobStore
    before: str
    returned: set[int]
    still: dict[int, RefusedLine]

    def __iter__(self) -> Iterator[RefusedLine]:
        with fetched(self.blobs, QUARANTINE, self.before) as lines:
            for line in refused_lines(lines):
                if line.row not in self.returned:
                    yield line
                elif line.row in self.still:
                    yield replace(self.still[line.row], row=line.row, is_mended=True)

    def violations(self) -> dict[str, int]:
        """How many there are of each code."""
        return dict(sorted(Counter(each["code"] for line in self for each in line.violations).items()))

    def write(self, path: str) -> str:
        """The rows as a quarantine file; the path that it has."""
        with spooled() as lines:
            for line in self:
                lines.write(line.written())
            return write_once(self.blobs, QUARANTINE, path, lines)


def _renumber(source: BinaryIO, numbers: Sequence[int], target: BinaryIO) -> None:
    """The Parquet file with the row numbers that its rows have in the till's file."""
    source.seek(0)
    file = _parquet.ParquetFile(source)
    at = file.schema_arrow.get_field_index(ROW_NUMBER)
    with _parquet.ParquetWriter(target, file.schema_arrow, compression="zstd") as writer:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            known = [numbers[place - 1] for place in table.column(at).to_pylist()]
            writer.write_table(table.set_column(at, file.schema_arrow.field(at), pa.array(known, pa.int64())))


def _added(content: ContentEntry, landed: Landed) -> ContentEntry:
    """The content's figures with those of the rows that landed."""
    dates = [date for date in (content.min_date, content.max_date) if date]
    if landed.min_date and landed.max_date:
        dates += [landed.min_date.isoformat(), landed.max_date.isoformat()]
    total_cost = content.total_cost
    if landed.total_cost is not None:
        total_cost = str(Decimal(content.total_cost or "0.00") + landed.total_cost)
    return replace(
        content,
        loaded=content.loaded + landed.loaded,
        quarantined=content.quarantined - landed.loaded,
        total_cost=total_cost,
        min_date=min(dates, default=""),
        max_date=max(dates, default=""),
        months=tuple(sorted({*content.months, *landed.months})),
    )


def _lost_rows(path: str, returned: int, landed: Landed) -> BooksDoNotBalance:
    return BooksDoNotBalance(
        "Mended rows were lost, or counted twice, between reading and checking.",
        where=f"landing/{printable(path)}",
        found=f"{returned:,} rows returned, {landed.rows_in:,} checked",
        expected="as many",
        next_step="keep the mended file and report it: this is a fault of the check",
    )
