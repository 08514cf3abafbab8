"""The text of a file becomes blocks of whole rows: string columns of the sound rows, and the rows that are broken.

Second step of the check. Most blocks go the fast way, through Arrow's CSV reader, which is let near a block only where
it reads it as the tokenizer would; any other block goes row by row. Every row counts, the empty and broken ones too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from functions.landing.checking.arrow import Array
from functions.landing.reading.fast_block import parse_fast
from functions.landing.reading.tokenizer import Row, Tokenizer
from functions.landing.violation import Violation

LONGEST_ROW_BYTES = 2**20
# Rows that are read one by one are objects, many times the size of their text: a file of line ends alone has millions.
MOST_SLOW_ROWS = 2**15


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not loaded: its 1-based number, its raw text as far as known, and all that is wrong with it."""

    number: int
    text: bytes
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class Block:
    """A run of rows.

    rows      how many rows there are, sound and broken
    columns   one string column per column of the header, sound rows only
    numbers   the sound rows' 1-based places among the file's data rows
    lines     the sound rows' raw text, as a list or still in one piece
    """

    rows: int
    columns: list[Array]
    numbers: list[int] | range
    lines: list[bytes] | bytes
    broken: list[RefusedRow]

    def text(self, position: int) -> bytes:
        """The raw text of the sound row at that position, without its line end."""
        return self._texts[position]

    @cached_property
    def _texts(self) -> list[bytes]:
        if isinstance(self.lines, list):
            return self.lines
        return [line.removesuffix(b"\r") for line in self.lines.split(b"\n")]


class RowReader:
    """Reads the header, then the data rows in blocks; memory is bounded by a piece of text and the longest row."""

    def __init__(self, pieces: Iterator[bytes], delimiter: str, *, longest_row: int = LONGEST_ROW_BYTES) -> None:
        self._pieces = pieces
        self._delimiter = delimiter
        self._tokenizer = Tokenizer(delimiter.encode())
        self._longest_row = longest_row
        self._rest = b""
        self._final = False
        self._count = 0

    def header(self) -> Row:
        """The first row of the file; its codes say what is wrong with it."""
        while (row := self._next_row(0)) is None:
            self._read_more()
        self._rest = self._rest[row.next_start :]
        return row

    def blocks(self, width: int) -> Iterator[Block]:
        """The data rows, `width` fields each, in the file's order; every row is in exactly one block."""
        while self._rest or not self._final:
            block = self._fast_block(width) or self._slow_block(width)
            if not block.rows:
                self._read_more()
                continue
            self._count += block.rows
            yield block

    def _read_more(self) -> None:
        piece = next(self._pieces, None)
        self._final = piece is None
        self._rest += piece or b""

    def _fast_block(self, width: int) -> Block | None:
        end = len(self._rest) if self._final else self._rest.rfind(b"\n") + 1
        lines = self._rest[:end]
        columns = parse_fast(lines, self._delimiter, width, self._longest_row)
        if columns is None:
            return None
        self._rest = self._rest[end:]
        # Counted from the line ends and not from what Arrow returns, so that the books can tell a row that it lost.
        rows = lines.count(b"\n") + (not lines.endswith(b"\n"))
        return Block(rows, columns, range(self._count + 1, self._count + 1 + rows), lines, [])

    def _slow_block(self, width: int) -> Block:
        numbers, texts, sound, broken = list[int](), list[bytes](), list[list[bytes]](), list[RefusedRow]()
        at, number = 0, self._count
        while number - self._count < MOST_SLOW_ROWS and at < len(self._rest):
            row = self._next_row(at)
            if row is None:
                break
            number += 1
            text = self._rest[row.start : row.end]
            if row.codes or len(row.fields) != width:
                broken.append(RefusedRow(number, text, _violations(row, number, width)))
            else:
                numbers.append(number)
                texts.append(text)
                sound.append(row.fields)
            at = row.next_start
        self._rest = self._rest[at:]
        columns: list[Array] = [pa.array(column, pa.string()) for column in zip(*sound, strict=True)]
        return Block(number - self._count, columns or [pa.array([], pa.string())] * width, numbers, texts, broken)

    def _next_row(self, at: int) -> Row | None:
        row = self._tokenizer.row(self._rest, at, final=self._final)
        length = (row.next_start if row else len(self._rest)) - at
        return self._endless_row(at) if length > self._longest_row else row

    def _endless_row(self, at: int) -> Row:
        """The rest of the file as one row: where a row does not end in time, no later line end can be trusted."""
        window = self._rest[at : at + self._longest_row]
        probe = self._tokenizer.row(window, 0, final=True)
        code = "quote-unclosed" if probe and "quote-unclosed" in probe.codes else "row-too-long"
        for _ in self._pieces:
            # Read to its end all the same, since what cannot be decoded there refuses the whole file.
            pass
        self._final = True
        return Row(at, at + len(window), len(self._rest), [], (code,))


def _violations(row: Row, number: int, width: int) -> tuple[Violation, ...]:
    """What is wrong with a broken row; the number of fields is told only where its quotes are sound."""
    said = {
        "quote-misplaced": ("a quote in the middle of a field", "quotes around a whole field, doubled inside it"),
        "quote-unclosed": ("a quote that is never closed", "a closing quote"),
        "row-too-long": ("no line end within the longest row", f"a row of at most {LONGEST_ROW_BYTES:,} bytes"),
        "control-character": ("a carriage return without a line feed", "lines that end with LF or CRLF"),
    }
    violations = [Violation(code, number, "", *said[code]) for code in row.codes]
    if len(row.fields) != width and not set(row.codes) - {"control-character"}:
        violations.append(Violation("field-count", number, "", f"{len(row.fields)} fields", f"{width} fields"))
    return tuple(violations)
