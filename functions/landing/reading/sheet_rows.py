"""The rows of a worksheet by the numbers that they have in it.

openpyxl's own way through a sheet believes what the sheet says of its size and passes over a row whose number has been
already: both lose rows in silence. Its parser is taken instead, one row at a time.
"""

from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet._reader import WorkSheetParser

MOST_ROWS = 2**20


def sheet_rows(sheet: Any) -> Iterator[list[Any]]:
    """The values of each row, those of missing rows and cells empty.

    Raises ValueError where row numbers do not rise, or leave out more rows than a sheet can have.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        last = 0
        for number, cells in parser.parse():
            if not last < number <= MOST_ROWS:
                raise ValueError(f"row {number} after row {last}")
            yield from ([] for _ in range(number - last - 1))
            yield _values(cells)
            last = number


def _values(cells: list[dict[str, Any]]) -> list[Any]:
    by_column = {cell["column"]: cell["value"] for cell in cells}
    if len(by_column) < len(cells):
        raise ValueError("a cell stands twice in its row")
    return [by_column.get(column) for column in range(1, max(by_column, default=0) + 1)]
