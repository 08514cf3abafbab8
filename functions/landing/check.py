"""One dropped file, read once, in a stream: every row to bronze or, with its reasons, to quarantine.

Where the steps of landing's check come together: reading, checking on threads of its own, writing, and what the file's
own control totals say of it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from functions.landing.checking.block_check import BlockCheck
from functions.landing.checking.columns import ColumnReader
from functions.landing.checking.layout import lay_out
from functions.landing.controls import ReadTotals, control_totals, require_same_bytes, require_totals
from functions.landing.in_order import in_order
from functions.landing.reading.block import LONGEST_ROW_BYTES
from functions.landing.reading.open_rows import CHUNK_BYTES, Limits, open_rows
from functions.landing.reading.refusals import header_only
from functions.landing.refused_share import require_few_refused
from functions.landing.source import SourceMapping
from functions.landing.writing.bronze import BronzeFile
from functions.landing.writing.control_totals import ControlTotals
from functions.landing.writing.quarantine import QuarantineFile
from jobs.contracts.dataset import Contract
from jobs.contracts.errors import BooksDoNotBalance
from jobs.contracts.paths import LandingPath, printable

# Arrow imports it with its first array, where it is there: better at start-up than with the first file.
with suppress(ImportError):
    import pandas  # noqa: F401


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a file's rows.

    rows_in      data rows as they were counted in reading; loaded + quarantined, exactly
    total_cost   sum over the loaded rows, in the store's currency; None where the dataset has no total_cost
    min_date, max_date, months   of sales_date over the loaded rows, months as 'yyyy-MM' in order; None and () without
    violations   how many there were of each code; a row may have several
    uncompared   columns whose declared sum could not be compared, since a refused row's value cannot be read
    extra_columns   columns of the file that the contract does not know, in the file's order
    """

    rows_in: int
    loaded: int
    quarantined: int
    total_cost: Decimal | None
    min_date: date | None
    max_date: date | None
    months: tuple[str, ...]
    violations: dict[str, int]
    uncompared: tuple[str, ...] = ()
    extra_columns: tuple[str, ...] = ()


def check_file(
    stream: BinaryIO,
    *,
    path: LandingPath,
    version: str,
    contract: Contract,
    mapping: SourceMapping,
    bronze: BinaryIO,
    quarantine: BinaryIO,
    dropped_on: date | None = None,
    control: bytes = b"",
    chunk_bytes: int = CHUNK_BYTES,
    longest_row: int = LONGEST_ROW_BYTES,
) -> Landed:
    """Writes a file's good rows to `bronze` as Parquet and its refused rows to `quarantine` as JSON Lines.

    Memory does not grow with the file. A refusal may come after rows were written: what stands in both outputs then
    is to be thrown away.

    dropped_on   the day (UTC) on which the file was dropped, for bounds that depend on it
    control      the content of the control file, where the source has one

    Raises FileRefused where the file as a whole cannot be landed (the codes are in violation.FILE_CODES), and
    BooksDoNotBalance where a row was lost between reading and writing.
    """
    dialect = mapping.dialect
    declared = control_totals(control, dialect, path)
    require_same_bytes(declared, stream, path)
    opened = open_rows(stream, path, dialect, mapping.time_zone, Limits(chunk_bytes, longest_row))
    layout = lay_out(opened.rows.names, contract, mapping, path)
    check = BlockCheck(contract, mapping, layout, version, dropped_on)
    totals, read = ControlTotals.of(contract), ReadTotals.of(contract, dialect)
    refused = QuarantineFile(quarantine)
    with BronzeFile(bronze, contract) as good:
        for checked in in_order(opened.rows.blocks, lambda parse: check.split(parse())):
            good.append(checked.good)
            totals.add(checked.good)
            read.add(checked.rows, checked.values, checked.good)
            for row in checked.refused:
                refused.append(row)
    if not read.rows:
        raise header_only(path)
    if read.rows != good.rows + refused.rows:
        raise _lost_rows(path, read.rows, good.rows, refused.rows)
    reader = ColumnReader(mapping, dropped_on)
    uncompared = require_totals(declared | opened.trailer(), read, layout, reader, path)
    require_few_refused(read.rows, refused, dialect, path)
    return Landed(
        rows_in=read.rows,
        loaded=good.rows,
        quarantined=refused.rows,
        total_cost=totals.total_cost,
        min_date=totals.min_date,
        max_date=totals.max_date,
        months=tuple(sorted(totals.months)),
        violations=refused.by_code(),
        uncompared=uncompared,
        extra_columns=tuple(name for name, _ in layout.extras),
    )


def _lost_rows(path: LandingPath, rows_in: int, loaded: int, quarantined: int) -> BooksDoNotBalance:
    return BooksDoNotBalance(
        "Rows were lost, or counted twice, between reading and writing.",
        where=f"landing/{printable(str(path))}",
        found=f"{rows_in:,} rows in, {loaded:,} loaded, {quarantined:,} quarantined",
        expected="rows in = loaded + quarantined",
        next_step="keep the file and report it: this is a fault of the check, not of the file",
    )
