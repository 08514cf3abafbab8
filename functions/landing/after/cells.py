"""Texts from a till's file made safe for a spreadsheet, and brought back as they were.

A spreadsheet takes a cell that begins with one of a few signs for a formula, and computes it; it takes the zeros off
the front of an id, and the last digits off a long one. Such a text goes out behind an apostrophe, which is taken off
when it comes back; a text that already looks like that gets one more, so that every text returns as it went. Negative
numbers are no formulas and stay plain.
"""

import re

# The full-width signs are formulas to spreadsheets of East Asian languages.
_SIGNS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
# Numbers of spreadsheets have 15 digits.
_ID = r"0[0-9]+|[0-9]{16,}"
_UNSAFE = re.compile(f"(?:'?[{_SIGNS}]|'').*|'?(?:{_ID})", re.DOTALL)
_GUARDED = re.compile(f"'(?:['{_SIGNS}].*|{_ID})", re.DOTALL)
_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)*")


def guarded(text: str) -> str:
    """The text as a spreadsheet may see it."""
    return f"'{text}" if _UNSAFE.fullmatch(text) and not _NEGATIVE_NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text that was guarded; a cell that never was is left as it is."""
    return cell[1:] if _GUARDED.fullmatch(cell) else cell
