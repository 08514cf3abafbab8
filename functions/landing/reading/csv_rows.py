"""The text of a CSV file becomes blocks of whole rows, parted where a row's end is certain.

Text without quotes is parted at its last line end; text with quotes as far as they are sound. From a row whose quotes
are not, the tokenizer goes row by row for a while. Every row counts, the empty and broken ones too.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa

from functions.landing.checking.arrow import Array
from functions.landing.reading.block import LONGEST_ROW_BYTES, Block, FileRows, RefusedRow, as_bytes, cached_steps
from functions.landing.reading.line_bounds import LF
from functions.landing.reading.quoting import sound_beginning
from functions.landing.reading.sound_rows import SoundRows
from functions.landing.reading.tokenizer import QUOTE, Row, Tokenizer, may_go_on, row_violations

# Rows that are read one by one are objects, many times the size of their text: after so many the fast way is tried
# again; the number doubles while a text stays unsound.
FEW_SLOW_ROWS, MOST_SLOW_ROWS = 2**6, 2**15


class CsvReader:
    """Reads the header, then the data rows in blocks; memory is bounded by a piece of text and the longest row."""

    def __init__(self, pieces: Iterator[bytes], delimiter: str, *, longest_row: int = LONGEST_ROW_BYTES) -> None:
        self._pieces = _to_line_ends(pieces, longest_row)
        self._delimiter = delimiter
        self._tokenizer = Tokenizer(delimiter.encode())
        self._longest_row = longest_row
        self._rest = b""
        self._final = False
        self._count = 0
        self._slow_rows = FEW_SLOW_ROWS

    def header(self) -> Row:
        """The first row of the file; its codes say what is wrong with it."""
        while (row := self._next_row(0)) is None:
            self._read_more()
        self._rest = self._rest[row.next_start :]
        return row

    def rows(self, names: list[str]) -> FileRows:
        """The data rows, one field per name."""
        return FileRows(names, self._blocks(len(names)))

    def _blocks(self, width: int) -> Iterator[Callable[[], Block]]:
        while self._rest or not self._final:
            sound = self._sound_rows(width)
            if sound:
                self._count += sound.rows
                self._slow_rows = FEW_SLOW_ROWS
                yield sound.parse
                continue
            block = self._slow_block(width)
            if not block.rows:
                self._read_more()
                continue
            self._count += block.rows
            self._slow_rows = min(2 * self._slow_rows, MOST_SLOW_ROWS)
            yield partial(_as_it_is, block)

    def _read_more(self) -> None:
        piece = next(self._pieces, None)
        self._final = piece is None
        self._rest += piece or b""

    def _sound_rows(self, width: int) -> SoundRows | None:
        """Whole rows up to where the text is certain; None where the first row already is not."""
        if QUOTE in self._rest:
            return self._sound_quoted_rows(width)
        text = self._rest if self._final else self._rest[: self._rest.rfind(b"\n") + 1]
        if not text or _has_longer_line(text, self._longest_row):
            return None
        self._rest = self._rest[len(text) :]
        # Counted from the line ends and not from what Arrow returns, so that the books can tell a row that it lost.
        rows = _line_ends(text) + (not text.endswith(b"\n"))
        return SoundRows(text, self._count + 1, rows, self._delimiter, width)

    def _sound_quoted_rows(self, width: int) -> SoundRows | None:
        sound = sound_beginning(self._rest, ord(self._delimiter), final=self._final)
        text = self._rest[: sound.end]
        starts = np.concatenate(([0], sound.line_ends + 1, [sound.end]))
        if not text or int(np.diff(starts).max()) > self._longest_row:
            return None
        self._rest = self._rest[sound.end :]
        rows = int(sound.line_ends.size) + (int(starts[-2]) < sound.end)
        return SoundRows(text, self._count + 1, rows, self._delimiter, width, sound.quotes, sound.line_ends)

    def _slow_block(self, width: int) -> Block:
        numbers, texts, fields, broken = list[int](), list[bytes](), list[list[bytes]](), list[RefusedRow]()
        at, number = 0, self._count
        while number - self._count < self._slow_rows and at < len(self._rest):
            row = self._next_row(at)
            if row is None:
                break
            if may_go_on(row, self._rest, width):
                row = self._rest_as_row(at, "quote-unclosed")
            number += 1
            text = self._rest[row.start : row.end]
            if faults := row_violations(row, number, width):
                broken.append(RefusedRow(number, text, faults))
            else:
                numbers.append(number)
                texts.append(text)
                fields.append(row.fields)
            at = row.next_start
        self._rest = self._rest[at:]
        columns: list[Array] = [pa.array(column, pa.string()) for column in zip(*fields, strict=True)]
        columns = columns or [pa.array([], pa.string())] * width
        return Block(number - self._count, columns, np.array(numbers, np.int64), texts.__getitem__, broken)

    def _next_row(self, at: int) -> Row | None:
        row = self._tokenizer.row(self._rest, at, final=self._final)
        length = (row.next_start if row else len(self._rest)) - at
        return self._endless_row(at) if length > self._longest_row else row

    def _endless_row(self, at: int) -> Row:
        """The rest of the file as one row: where a row does not end in time, no later line end can be trusted."""
        probe = self._tokenizer.row(self._rest[at : at + self._longest_row], 0, final=True)
        return self._rest_as_row(at, "quote-unclosed" if probe and "quote-unclosed" in probe.codes else "row-too-long")

    def _rest_as_row(self, at: int, code: str) -> Row:
        """As much of the rest as a row may have is kept as its text."""
        while len(self._rest) - at < self._longest_row and not self._final:
            self._read_more()
        for _ in self._pieces:
            # Read to its end all the same, since what cannot be decoded there refuses the whole file.
            pass
        self._final = True
        return Row(at, min(at + self._longest_row, len(self._rest)), len(self._rest), [], (code,))


def _as_it_is(block: Block) -> Block:
    return block


def _to_line_ends(pieces: Iterator[bytes], longest_row: int) -> Iterator[bytes]:
    """The same text in pieces that end with a line, as far as lines are no longer than a row may be.

    So that a piece is copied once, here, and not with each step that looks for the end of its last row.
    """
    held = b""
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join((held, memoryview(piece)[:cut]))
            held = piece[cut:]
        else:
            held += piece
        if len(held) > longest_row:
            yield held
            held = b""
    if held:
        yield held


def _line_ends(text: bytes) -> int:
    """How many line ends there are."""
    return sum(int(np.count_nonzero(step == LF)) for step in cached_steps(as_bytes(text)))


def _has_longer_line(lines: bytes, longest_row: int) -> bool:
    at = 0
    while len(lines) - at > longest_row:
        last_end = lines.rfind(b"\n", at, at + longest_row)
        if last_end < 0:
            return True
        at = last_end + 1
    return False
