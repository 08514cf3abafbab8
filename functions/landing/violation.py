"""What can be wrong with a dropped file: one record per fault of a row, and the one catalogue of codes.

The codes are stable: people filter on them, and tests assert on them. The wording beside them may change.
"""

from dataclasses import dataclass
from typing import Final

ROW_CODES: Final[dict[str, str]] = {
    "field-count": "The row has more or fewer fields than the header; an empty line is a row of one empty field.",
    "quote-misplaced": "A quote stands inside an unquoted field, or text follows a closing quote.",
    "quote-unclosed": "A quote is never closed; the rest of the file from that row on is one refused row.",
    "row-width": "A row of fixed width has more or fewer characters than its fields together.",
    "not-json": "The line is not one JSON object of plain figures and texts.",
    "duplicate-member": "A JSON object has a name twice.",
    "row-too-long": "The row is longer than a row may be; the rest of the file from there on is one refused row.",
    "control-character": "A text holds a control character other than a tab or, in quotes, a line break.",
    "required-empty": "A value that the row must have is empty and cannot be derived.",
    "not-an-integer": "The value is not digits with an optional sign.",
    "not-a-decimal": "The value is not plain digits with an optional sign and the declared decimal mark.",
    "too-many-decimals": "The value has more decimals than the contract keeps, and they are not zeros.",
    "not-a-date": "The value is not a real date in the declared format.",
    "not-a-timestamp": "The value is not a real date and time in the declared format.",
    "unknown-value": "The source does not say what the value means.",
    "pattern-mismatch": "The text is not of the pattern that the contract or the source declares.",
    "wrong-length": "The text is shorter or longer than the contract allows.",
    "sign-unexpected": "An amount of a return has a sign, though the source writes returns without.",
    "out-of-range": "The value is outside the bounds of its column or of the column's type.",
    "amounts-disagree": "Price x quantity, less discount, rounded to the cent, is not the total.",
}

FILE_CODES: Final[dict[str, str]] = {
    "file-empty": "The file holds nothing.",
    "header-only": "The file holds a header and no data row.",
    "file-unreadable": "The file is not text in the declared encoding, or its compression is broken or too high.",
    "missing-mandatory-columns": "The header lacks columns that the contract needs and the source does not supply.",
    "duplicate-column": "The header names a column more than once.",
    "path-without-value": "The file's name does not hold the value that the source takes from it.",
    "file-cut-off": "The end of the file is not the end that its source declares: a trailer, a final line end.",
    "control-file-missing": "The control file that belongs to the file is not there.",
    "control-file-unreadable": "The control file does not say what its source expects it to.",
    "control-total-differs": "Rows, a sum, the size or the digest are others than the control totals say.",
    "too-many-refused": "A greater share of the rows is refused than the source allows; no row is landed.",
}

CATALOGUE: Final[dict[str, str]] = ROW_CODES | FILE_CODES

SHOWN_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault of one row.

    code       a key of ROW_CODES
    row        1-based data row of the file; the header is not counted
    column     the contract's column name, or the file's for a column that the contract lacks; '' for the whole row
    found      what stood there, cut to 100 characters
    expected   what should have
    """

    code: str
    row: int
    column: str
    found: str
    expected: str


def shown(value: str) -> str:
    """A value cut to what a person needs to recognise it."""
    return value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "..."
