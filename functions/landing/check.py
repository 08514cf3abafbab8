"""One dropped file, read once, in a stream: every row to bronze or, with its reasons, to quarantine.

Where the steps of landing's check come together: text, rows, layout, columns, the amounts rule, and the two outputs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from functions.landing.checking.block_check import BlockCheck
from functions.landing.checking.layout import lay_out
from functions.landing.reading.rows import LONGEST_ROW_BYTES, RowReader
from functions.landing.reading.text import readable_text
from functions.landing.source import SourceMapping
from functions.landing.writing.bronze import BronzeFile
from functions.landing.writing.control_totals import ControlTotals
from functions.landing.writing.quarantine import QuarantineFile
from jobs.contracts.dataset import Contract
from jobs.contracts.errors import BooksDoNotBalance, FileRefused
from jobs.contracts.paths import LandingPath, printable

CHUNK_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of a file's rows.

    rows_in      data rows as the tokenizer counted them; loaded + quarantined, exactly
    total_cost   sum over the loaded rows, in the store's currency; None where the dataset has no total_cost
    min_date, max_date, months   of sales_date over the loaded rows, months as 'yyyy-MM' in order; None and () without
    violations   how many there were of each code; a row may have several
    """

    rows_in: int
    loaded: int
    quarantined: int
    total_cost: Decimal | None
    min_date: date | None
    max_date: date | None
    months: tuple[str, ...]
    violations: dict[str, int]


def check_file(
    stream: BinaryIO,
    *,
    path: LandingPath,
    version: str,
    contract: Contract,
    mapping: SourceMapping,
    bronze: BinaryIO,
    quarantine: BinaryIO,
    chunk_bytes: int = CHUNK_BYTES,
    longest_row: int = LONGEST_ROW_BYTES,
) -> Landed:
    """Writes a file's good rows to `bronze` as Parquet and its refused rows to `quarantine` as JSON Lines.

    Memory does not grow with the file. A refusal may come after rows were written: what stands in both outputs then
    is to be thrown away.

    Raises FileRefused where the file as a whole cannot be landed (the codes are in violation.FILE_CODES), and
    BooksDoNotBalance where a row was lost between reading and writing.
    """
    pieces = readable_text(stream, path=path, encoding=mapping.encoding, chunk_bytes=chunk_bytes)
    reader = RowReader(pieces, mapping.delimiter, longest_row=longest_row)
    layout = lay_out(reader.header(), contract, mapping, path)
    check = BlockCheck(contract, mapping, layout, version)
    totals = ControlTotals.of(contract)
    rows_in = 0
    refused = QuarantineFile(quarantine)
    with BronzeFile(bronze, contract) as good:
        for block in reader.blocks(layout.width):
            rows_in += block.rows
            table, refused_rows = check.split(block)
            good.append(table)
            totals.add(table)
            for row in refused_rows:
                refused.append(row)
    if not rows_in:
        raise _header_only(path)
    if rows_in != good.rows + refused.rows:
        raise _lost_rows(path, rows_in, good.rows, refused.rows)
    return Landed(
        rows_in=rows_in,
        loaded=good.rows,
        quarantined=refused.rows,
        total_cost=totals.total_cost,
        min_date=totals.min_date,
        max_date=totals.max_date,
        months=tuple(sorted(totals.months)),
        violations=dict(sorted(refused.violations.items())),
    )


def _header_only(path: LandingPath) -> FileRefused:
    return FileRefused(
        "header-only",
        "The file holds a header and no data row.",
        where=f"landing/{printable(str(path))}",
        found="0 data rows",
        expected="at least one",
        next_step="look whether the till exported an empty day; there is nothing to land",
    )


def _lost_rows(path: LandingPath, rows_in: int, loaded: int, quarantined: int) -> BooksDoNotBalance:
    return BooksDoNotBalance(
        "Rows were lost, or counted twice, between reading and writing.",
        where=f"landing/{printable(str(path))}",
        found=f"{rows_in:,} rows in, {loaded:,} loaded, {quarantined:,} quarantined",
        expected="rows in = loaded + quarantined",
        next_step="keep the file and report it: this is a fault of the check, not of the file",
    )
