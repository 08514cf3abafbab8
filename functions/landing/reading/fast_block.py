"""Whole lines through Arrow's CSV reader, once it is certain that it reads them as RFC 4180 does.

Left to itself that reader drops empty lines, takes a lone CR for a line end, guesses around misplaced quotes and skips
a byte order mark in the middle of a file. Text with any of these is turned away here.
"""

import codecs
import re
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from functions.landing.checking.arrow import Array, arrow, kernels

# RE2 repeats a group no more often than this.
_MOST_REPEATED = 1000
# Arrow parses blocks of this size side by side; a row that is longer makes it give up, which sends the text row by row.
_BLOCK_BYTES = 2**20
# Typed as Any: the published stubs do not know that Arrow reads its own readers.
_reader: Any = pa.BufferReader


def parse_fast(lines: bytes, delimiter: str, width: int, longest_row: int) -> list[Array] | None:
    """One string column per column of the header; None where the lines must be read row by row."""
    if not lines or not _line_ends_are_plain(lines) or _has_longer_line(lines, longest_row):
        return None
    quoted = b'"' in lines
    if quoted and not _each_line_is_sound(lines, delimiter, width):
        return None
    names = [str(position) for position in range(width)]
    try:
        table = pa_csv.read_csv(
            _reader(lines),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=_BLOCK_BYTES),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                double_quote=quoted,
                escape_char=False,
                newlines_in_values=False,
                ignore_empty_lines=False,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [column.combine_chunks() for column in table.columns]


def _line_ends_are_plain(lines: bytes) -> bool:
    """No empty line, no CR without its LF, no byte order mark that would be skipped."""
    if lines.startswith((b"\n", b"\r", codecs.BOM_UTF8)) or b"\n\n" in lines:
        return False
    return b"\r" not in lines or (b"\n\r" not in lines and lines.count(b"\r") == lines.count(b"\r\n"))


def _has_longer_line(lines: bytes, longest_row: int) -> bool:
    at = 0
    while len(lines) - at > longest_row:
        last_end = lines.rfind(b"\n", at, at + longest_row)
        if last_end < 0:
            return True
        at = last_end + 1
    return False


def _each_line_is_sound(lines: bytes, delimiter: str, width: int) -> bool:
    """Whether every line is a whole row of `width` fields with sound quotes, so that no row spans lines."""
    if width > _MOST_REPEATED:
        return False
    sign = re.escape(delimiter)
    field = rf'(?:"(?:[^"]|"")*"|[^"{sign}]*)'
    pattern = rf"\A{field}(?:{sign}{field}){{{width - 1}}}\r?\z"
    each = kernels.split_pattern(arrow.array([lines.removesuffix(b"\n")], pa.binary()), pattern="\n").flatten()
    return bool(kernels.all(kernels.match_substring_regex(each, pattern=pattern)).as_py())
