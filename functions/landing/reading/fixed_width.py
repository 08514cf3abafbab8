"""Rows of fixed width: each field so many characters, filled up with blanks or zeros that are not part of the value."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.dialect import Dialect
from functions.landing.reading.block import Block, FileRows, RefusedRow
from functions.landing.reading.lines import Lines, whole_lines
from functions.landing.violation import Violation


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields of a row as (start, end) in characters, and what fills them up."""

    fields: tuple[tuple[int, int], ...]
    pad: str

    @property
    def width(self) -> int:
        return self.fields[-1][1]


def fixed_width_rows(text: Iterator[bytes], dialect: Dialect, longest_row: int) -> FileRows:
    """The rows of a fixed-width file; a line that is not as long as the fields together is refused."""
    ends = np.cumsum([field.width for field in dialect.fields]).tolist()
    shape = _Shape(tuple(zip([0, *ends[:-1]], ends, strict=True)), dialect.pad)
    return FileRows([field.name for field in dialect.fields], _blocks(text, shape, longest_row))


def _blocks(text: Iterator[bytes], shape: _Shape, longest_row: int) -> Iterator[Callable[[], Block]]:
    for lines in whole_lines(text, longest_row):
        yield partial(_block, lines, shape)


def _block(lines: Lines, shape: _Shape) -> Block:
    if lines.endless:
        nothing = [arrow.array([], pa.string())] * len(shape.fields)
        return Block(1, nothing, np.array([], np.int64), lines.line, [lines.endless])
    each = arrow.array([lines.line(position) for position in range(len(lines.bounds.starts))], pa.binary())
    texts = kernels.cast(each, pa.string())
    lengths = kernels.utf8_length(texts).to_numpy()
    fits = (lengths == shape.width) & ~kernels.match_substring(texts, "\r").to_numpy(zero_copy_only=False)
    sound = np.flatnonzero(fits)
    columns = [_field(texts.filter(arrow.array(fits)), start, end, shape.pad) for start, end in shape.fields]
    broken = [_misfit(lines, int(position), int(lengths[position]), shape.width) for position in np.flatnonzero(~fits)]
    return Block(len(lengths), columns, sound + lines.first, lambda at: lines.line(int(sound[at])), broken)


def _field(texts: Array, start: int, end: int, pad: str) -> Array:
    """The field's characters without the filling; a field of zeros alone keeps one, which is a figure."""
    field = kernels.utf8_slice_codeunits(texts, start, end)
    bare = kernels.utf8_trim(field, characters=" " if pad == "0" else pad)
    if pad != "0":
        return bare  # type: ignore[no-any-return]  # typed as Any
    return kernels.replace_substring_regex(bare, pattern=r"\A(-?)0+([0-9])", replacement=r"\1\2")  # type: ignore[no-any-return]  # typed as Any


def _misfit(lines: Lines, position: int, length: int, width: int) -> RefusedRow:
    number = lines.first + position
    text = lines.line(position)
    if b"\r" in text:
        found = ("control-character", "a carriage return without a line feed", "lines that end with LF or CRLF")
    else:
        found = ("row-width", f"{length:,} characters", f"{width:,} characters")
    return RefusedRow(number, text, (Violation(found[0], number, "", found[1], found[2]),))
