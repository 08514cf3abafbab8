"""An Excel workbook (.xlsx): the rows of one sheet, its first row the header; real dates and figures become texts.

Excel itself keeps figures as floating point and shows 15 digits of them: with these a figure is taken, so that a price
typed as 0.30 is 0.3 here. Formulas count with the value that Excel saved.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from itertools import batched
from typing import Any, BinaryIO

import numpy as np
import openpyxl
import pyarrow as pa
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from functions.landing.dialect import Dialect
from functions.landing.reading.block import Block, FileRows, RefusedRow
from functions.landing.reading.packed import require_measure
from functions.landing.reading.refusals import empty, unreadable
from functions.landing.reading.sheet_rows import sheet_rows
from functions.landing.reading.whole_file import whole_file
from functions.landing.violation import Violation
from jobs.contracts.paths import LandingPath

_ROWS_AT_A_TIME = 2**14
_DIGITS = 15
# What openpyxl lets through where a part of a workbook is not what it should be.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, OSError, EOFError, RuntimeError),
    *(LookupError, ValueError, SyntaxError, TypeError, AttributeError, OverflowError),
)


def workbook_rows(pieces: Iterator[bytes], path: LandingPath, dialect: Dialect) -> FileRows:
    """The rows of the sheet that the source names, else of the only one; empty rows at the end are none.

    Raises FileRefused (file-unreadable, file-empty).
    """
    rows = _rows(whole_file(pieces), path, dialect.sheet)
    if dialect.header:
        first = next(rows, None)
        if first is None:
            raise empty(path)
        names = [text or "" for text in first]
    else:
        names = list(dialect.field_names)
    return FileRows(names, _blocks(rows, len(names)))


def _rows(content: BinaryIO, path: LandingPath, sheet: str) -> Iterator[list[str | None]]:
    try:
        _require_measure(content, path)
        book = openpyxl.load_workbook(content, read_only=True, data_only=True)
        chosen = _sheet(book, sheet, path)
        yield from _without_empty_end([_text(cell) for cell in row] for row in sheet_rows(chosen))
    except _BROKEN as error:
        raise unreadable(path, f"no workbook ({type(error).__name__})", "an Excel workbook (.xlsx)") from error


def _require_measure(content: BinaryIO, path: LandingPath) -> None:
    """Refuse a workbook that unpacks to more than any honest one."""
    with zipfile.ZipFile(content) as archive:
        packed = sum(info.compress_size for info in archive.infolist())
        expanded = sum(info.file_size for info in archive.infolist())
    content.seek(0)
    require_measure(expanded, packed, path, "a workbook")


def _sheet(book: Any, name: str, path: LandingPath) -> Any:
    names = book.sheetnames
    if name and name not in names:
        raise unreadable(path, f"the sheets {', '.join(names)}", f"a sheet '{name}'")
    if not name and len(names) != 1:
        raise unreadable(path, f"{len(names)} sheets: {', '.join(names)}", "one sheet, or its name in the source")
    return book[name or names[0]]


def _without_empty_end(rows: Iterator[list[str | None]]) -> Iterator[list[str | None]]:
    """A sheet's used area may reach below its data, and to the right of it."""
    blank = 0
    for row in rows:
        while row and row[-1] is None:
            row.pop()
        if row:
            yield from ([] for _ in range(blank))
            blank = 0
            yield row
        else:
            blank += 1


def _blocks(rows: Iterator[list[str | None]], width: int) -> Iterator[Callable[[], Block]]:
    first = 1
    for some in batched(rows, _ROWS_AT_A_TIME, strict=False):
        yield partial(_block, some, first, width)
        first += len(some)


def _block(rows: tuple[list[str | None], ...], first: int, width: int) -> Block:
    sound = [position for position, row in enumerate(rows) if row and len(row) <= width]
    full = [rows[position] + [None] * (width - len(rows[position])) for position in sound]
    columns = [pa.array([row[at] for row in full], pa.string()) for at in range(width)]
    broken = [_misfit(row, first + position, width) for position, row in enumerate(rows) if not row or len(row) > width]
    numbers = np.array(sound, np.int64) + first
    return Block(len(rows), columns, numbers, lambda at: _shown(rows[sound[at]]), broken)


def _misfit(row: list[str | None], number: int, width: int) -> RefusedRow:
    found = f"{len(row)} cells" if row else "an empty row"
    return RefusedRow(number, _shown(row), (Violation("field-count", number, "", found, f"{width} cells"),))


def _shown(row: list[str | None]) -> bytes:
    return "\t".join(text or "" for text in row).encode()


def _text(cell: Any) -> str | None:
    match cell:
        case None:
            return None
        case str():
            return _unescaped(cell) if "_x" in cell else cell or None
        case bool():
            return "true" if cell else "false"
        case float():
            return f"{Decimal(f'{cell:.{_DIGITS}g}'):f}"
        case datetime():
            # The second that has begun: rounded up, the last half second of a day would be a sale of the next.
            return f"{cell.replace(microsecond=0)}"
        case date() | time():
            return cell.isoformat()
    return str(cell)


def _unescaped(text: str) -> str:
    """What XML cannot hold is written _x000D_ in a workbook; half of a character is none."""
    plain: str = unescape(text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
