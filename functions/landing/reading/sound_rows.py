"""Whole rows whose quotes are sound become a block: in one go, or without the rows that have other fields."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.reading.arrow_csv import parse_rows
from functions.landing.reading.block import Block, Numbers, RefusedRow, as_bytes, places
from functions.landing.reading.line_bounds import LF, Places, RowBounds, no_places, row_bounds, unlike
from functions.landing.reading.tokenizer import Tokenizer, row_violations


@dataclass(frozen=True)
class SoundRows:
    """Rows still to be parsed.

    text        whole rows; without any quote, or with sound ones
    first       the number of the first row
    rows        how many there are, counted from the line ends
    quotes      the places of the quotes
    line_ends   the places of the line ends that end a row; None for every LF
    """

    text: bytes
    first: int
    rows: int
    delimiter: str
    width: int
    quotes: Places = field(default_factory=no_places)
    line_ends: Places | None = None

    def parse(self) -> Block:
        """The block, all its rows sound or broken."""
        if self._is_plain():
            columns = parse_rows(self.text, self.delimiter, self.width, quoted=bool(self.quotes.size))
            if columns is not None and not self._may_have_empty_lines(columns):
                return Block(self.rows, columns, places(self.first, self.rows), self._line)
        return self._without_strange_rows()

    def _is_plain(self) -> bool:
        """Whether the text begins with a row, and has no CR without its LF and no mark that Arrow would skip.

        Empty lines further down show in what Arrow makes of them.
        """
        text = self.text
        if text.startswith((b"\n", b"\r", codecs.BOM_UTF8)):
            return False
        if b"\r" not in text:
            return True
        # Quoted text was looked through for a lone CR outside quotes; inside them it is part of the value.
        return b"\n\r" not in text and (bool(self.quotes.size) or text.count(b"\r") == text.count(b"\r\n"))

    def _may_have_empty_lines(self, columns: list[Array]) -> bool:
        """Whether an empty line was read as a row of empty fields: looked for only where a first field is empty."""
        first_is_empty = kernels.equal(kernels.binary_length(columns[0]), arrow.scalar(0, pa.int32()))
        return self.width > 1 and kernels.any(first_is_empty).as_py() and b"\n\n" in self.text

    def _without_strange_rows(self) -> Block:
        """The rows that have `width` fields through Arrow, the others one by one through the tokenizer."""
        bounds = self._bounds
        strange = unlike(self.text, bounds, ord(self.delimiter), self.width, self.quotes)
        if codecs.BOM_UTF8 in self.text:
            strange |= _begin_with(self.text, bounds.starts, codecs.BOM_UTF8)
        columns = self._parsed_between(np.flatnonzero(strange))
        if columns is None:
            strange[:] = True
            columns = [pa.array([], pa.string())] * self.width
        numbers = self._numbers(np.flatnonzero(~strange))
        lone = self._strange(np.flatnonzero(strange))
        sound = [(number, row) for number, row in lone if not isinstance(row, RefusedRow)]
        broken = [row for _, row in lone if isinstance(row, RefusedRow)]
        if sound:
            columns, numbers = _merged(columns, numbers, sound)
        return Block(self.rows, columns, numbers, self._line_of(numbers), broken)

    def _parsed_between(self, strange: Places) -> list[Array] | None:
        """The rows around the strange ones; None where they were not read as rows of `width` fields after all."""
        cuts = [-1, *strange.tolist(), self.rows]
        starts, ends = self._bounds.starts, self._bounds.next_starts
        runs = [self.text[starts[a + 1] : ends[b - 1]] for a, b in pairwise(cuts) if b - a > 1]
        together = b"".join(runs)
        if not together:
            return [pa.array([], pa.string())] * self.width
        columns = parse_rows(together, self.delimiter, self.width, quoted=bool(self.quotes.size))
        as_expected = columns is not None and len(columns[0]) == self.rows - len(strange)
        return columns if as_expected else None

    def _strange(self, where: Places) -> list[tuple[int, RefusedRow | list[bytes]]]:
        """Each strange row by the tokenizer: broken, or its fields where it is sound after all."""
        tokenizer = Tokenizer(self.delimiter.encode())
        found: list[tuple[int, RefusedRow | list[bytes]]] = []
        for position in where.tolist():
            text = self._line(position)
            end = int(self._bounds.next_starts[position])
            row = tokenizer.row(self.text[int(self._bounds.starts[position]) : end], 0, final=True)
            number = self.first + position
            assert row is not None  # noqa: S101 - final text always gives a row
            broken = row_violations(row, number, self.width)
            found.append((number, RefusedRow(number, text, broken) if broken else row.fields))
        return found

    def _numbers(self, positions: Places) -> Numbers:
        return (positions + self.first).astype(np.int64)

    @cached_property
    def _bounds(self) -> RowBounds:
        ends = np.flatnonzero(as_bytes(self.text) == LF) if self.line_ends is None else self.line_ends
        return row_bounds(self.text, ends)

    def _line(self, position: int) -> bytes:
        return self.text[int(self._bounds.starts[position]) : int(self._bounds.ends[position])]

    def _line_of(self, numbers: Numbers) -> Callable[[int], bytes]:
        return lambda position: self._line(int(numbers[position]) - self.first)


def _begin_with(text: bytes, starts: Places, mark: bytes) -> npt.NDArray[np.bool_]:
    """Which of the rows begin with the mark: Arrow would skip it where it parses a run of rows from there."""
    begin: npt.NDArray[np.bool_] = np.array([text.startswith(mark, start) for start in starts.tolist()], np.bool_)
    return begin


def _merged(columns: list[Array], numbers: Numbers, rows: list[tuple[int, list[bytes]]]) -> tuple[list[Array], Numbers]:
    """The columns with these rows in their places."""
    all_numbers = np.concatenate((numbers, np.array([number for number, _ in rows], np.int64)))
    order = np.argsort(all_numbers)
    added = [pa.array([fields[at] for _, fields in rows], pa.string()) for at in range(len(columns))]
    merged = [
        pa.concat_arrays([column, more]).take(arrow.array(order)) for column, more in zip(columns, added, strict=True)
    ]
    return merged, all_numbers[order]
