"""The refused rows of a file as a person mends them: the till's own layout, after each row's number and reasons.

Rows whose fields cannot be told apart have empty fields, and their text in a last column.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from functions.landing.after.cells import guarded
from functions.landing.after.layout import Layout
from functions.landing.after.refused import RefusedLine

ROW, REASON, TEXT = "tillstream_row", "tillstream_reason", "tillstream_text"
OWN = (ROW, REASON, TEXT)


@dataclass(frozen=True, slots=True)
class Export:
    """The rows as CSV; how many there are, how many of them as mere text, and how many of these are cut."""

    text: str
    rows: int
    as_text: int
    cut: int


def export(refused: Sequence[RefusedLine], layout: Layout, in_file: Mapping[int, Sequence[str]]) -> Export:
    """Refused rows as CSV with the layout's delimiter; no cell of it is a formula to a spreadsheet.

    in_file   the fields that rows have in the till's file, by their numbers, where they can be told apart
    """
    told_apart = [line.mended_fields(layout.delimiter) if line.is_mended else in_file.get(line.row) for line in refused]
    has_text = None in told_apart
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=layout.delimiter)
    writer.writerow([*_cells(ROW, REASON, *layout.columns), *([TEXT] if has_text else [])])
    for line, fields in zip(refused, told_apart, strict=True):
        text = [line.text if fields is None else ""] if has_text else []
        empty = [""] * len(layout.columns)
        writer.writerow(_cells(str(line.row), line.reasons, *(empty if fields is None else fields), *text))
    as_text = [line for line, fields in zip(refused, told_apart, strict=True) if fields is None]
    return Export(out.getvalue(), len(refused), len(as_text), sum(line.is_cut for line in as_text))


def _cells(*texts: str) -> Sequence[str]:
    return [guarded(text) for text in texts]
