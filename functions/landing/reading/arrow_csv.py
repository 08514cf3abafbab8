"""Whole rows through Arrow's CSV reader, which is let near a text only where it reads it as RFC 4180 does.

Left to itself that reader takes an empty line for a row of empty fields and a lone CR for a line end, guesses around
misplaced quotes, and skips a byte order mark in the middle of a file. The callers keep all of these away from it.
"""

from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from functions.landing.checking.arrow import Array

# Typed as Any: the published stubs do not know that Arrow reads its own readers.
_reader: Any = pa.BufferReader


def parse_rows(rows: bytes, delimiter: str, width: int, *, quoted: bool) -> list[Array] | None:
    """One string column per field; None where a row has not `width` fields.

    The text is known to be UTF-8. It is parsed as one piece on the calling thread: callers have threads of their own.
    """
    names = [str(position) for position in range(width)]
    try:
        table = pa_csv.read_csv(
            _reader(rows),
            read_options=pa_csv.ReadOptions(column_names=names, block_size=len(rows) + 1, use_threads=False),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                double_quote=quoted,
                escape_char=False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    # One block was parsed, so that each column is one chunk: to combine it would copy it.
    columns: list[Any] = table.columns
    return [column.chunk(0) for column in columns]
