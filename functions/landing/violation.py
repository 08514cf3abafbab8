"""One fault of one row, as a record. The codes, with what to do about each, stand in codes.py."""

from dataclasses import dataclass

from functions.landing.codes import CATALOGUE, FILE_CODES, ROW_CODES

__all__ = ["CATALOGUE", "FILE_CODES", "ROW_CODES", "Violation", "shown"]

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
