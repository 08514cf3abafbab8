"""Text of one row a line, without quotes: parted at its line ends into blocks of whole lines."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from functions.landing.reading.block import RefusedRow, as_bytes
from functions.landing.reading.line_bounds import LF, RowBounds, row_bounds
from functions.landing.violation import Violation


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines; first is the number of the first one. `endless` is a last line that is longer than a row may be."""

    text: bytes
    first: int
    bounds: RowBounds
    endless: RefusedRow | None = None

    def line(self, position: int) -> bytes:
        """The line at that position, without its line end."""
        return self.text[int(self.bounds.starts[position]) : int(self.bounds.ends[position])]


def whole_lines(pieces: Iterator[bytes], longest_row: int) -> Iterator[Lines]:
    """The text as blocks of lines; from a line without an end in sight on, all of the rest is one refused row."""
    rest, count = b"", 0
    for piece in pieces:
        rest += piece
        cut = _end_of_lines(rest, longest_row)
        if cut:
            lines = _lines(rest[:cut], count + 1)
            count += len(lines.bounds.starts)
            rest = rest[cut:]
            yield lines
        if len(rest) > longest_row:
            for _ in pieces:
                # Read to its end all the same, since what cannot be decoded there refuses the whole file.
                pass
            yield _endless(rest, count + 1, longest_row)
            return
    if rest:
        yield _lines(rest, count + 1)


def _end_of_lines(text: bytes, longest_row: int) -> int:
    """The end of the last whole line before one that is longer than a row may be."""
    end = text.rfind(b"\n") + 1
    if end <= longest_row:
        return end
    ends = np.flatnonzero(as_bytes(text[:end]) == LF) + 1
    too_long = np.flatnonzero(np.diff(ends, prepend=0) > longest_row)
    if not too_long.size:
        return end
    return int(ends[too_long[0] - 1]) if too_long[0] else 0


def _lines(text: bytes, first: int) -> Lines:
    return Lines(text, first, row_bounds(text, np.flatnonzero(as_bytes(text) == LF)))


def _endless(rest: bytes, number: int, longest_row: int) -> Lines:
    found, expected = "no line end within the longest row", f"a row of at most {longest_row:,} bytes"
    row = RefusedRow(number, rest[:longest_row], (Violation("row-too-long", number, "", found, expected),))
    nothing = np.array([], np.int64)
    return Lines(b"", number, RowBounds(nothing, nothing, nothing), row)
