"""Writes single cells such that what is shown is exactly what was meant: cents, shares, and text that is only text."""

import re
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from jobs.contracts.paths import printable

# A cell's number is a binary float, of which Excel shows at most 15 digits.
_DIGITS_OF_A_NUMBER = 15
# What a spreadsheet takes for the start of a formula, once the sheet is saved as CSV and opened again; the full-width
# signs are read as the plain ones in some locales.
_FORMULA_START = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


class Cells:
    """The cells of one sheet; formats are made once per combination, since each one is kept in the file."""

    def __init__(self, workbook: Workbook, sheet: Worksheet) -> None:
        self.sheet, self._workbook = sheet, workbook
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def style(self, **properties: object) -> Format:
        """The format with these XlsxWriter properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"valign": "top", **properties})
        return self._formats[key]

    def text(self, row: int, column: int, value: str, **properties: object) -> None:
        """A text that no spreadsheet takes for a formula or a link; an empty one leaves the cell empty."""
        if value:
            self.sheet.write_string(row, column, inert(value), self.style(**properties))

    def identifier(self, row: int, column: int, value: int | str | None) -> None:
        """An id: a number without separators where it is one and all of its digits are shown, else text."""
        if isinstance(value, int) and len(str(abs(value))) <= _DIGITS_OF_A_NUMBER:
            self.sheet.write_number(row, column, value, self.style(num_format="0", align="left"))
        elif value is not None:
            self.text(row, column, str(value))

    def count(self, row: int, column: int, value: int | None, **properties: object) -> None:
        """A whole number; nothing where there is none."""
        if value is not None:
            self.sheet.write_number(row, column, value, self.style(num_format="#,##0", **properties))

    def money(self, row: int, column: int, value: Decimal | None, **properties: object) -> None:
        """An amount with all of its decimals, at least two: a number where a float shows each digit, else text."""
        if value is None:
            return
        decimals = max(2, _decimals(value))
        if len(f"{abs(value):.{decimals}f}".replace(".", "").lstrip("0")) <= _DIGITS_OF_A_NUMBER:
            style = self.style(num_format="#,##0." + "0" * decimals, **properties)
            self.sheet.write_number(row, column, float(value), style)
        else:
            self.sheet.write_string(row, column, f"{value:,.{decimals}f}", self.style(align="right", **properties))

    def share(self, row: int, column: int, value: Decimal | None, **properties: object) -> None:
        """A rate as a percentage with all of its decimals: 0.01 is 1 %, 0.0125 is 1.25 %."""
        if value is None:
            return
        decimals = _decimals(value * 100)
        shown = "0" + ("." + "0" * decimals if decimals else "") + "%"
        self.sheet.write_number(row, column, float(value), self.style(num_format=shown, **properties))


def inert(value: str) -> str:
    """The text with an apostrophe before what could start a formula, and control characters shown as escapes."""
    return ("'" if _FORMULA_START.match(value) else "") + printable(value)


def _decimals(value: Decimal) -> int:
    """How many decimals the value needs, trailing zeros left out."""
    _, _, fraction = f"{value:f}".partition(".")
    return len(fraction.rstrip("0"))
