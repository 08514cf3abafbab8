"""Opens a file in the format that its source declares."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from functions.landing.dialect import Dialect
from functions.landing.reading.block import LONGEST_ROW_BYTES, FileRows
from functions.landing.reading.csv_rows import CsvReader
from functions.landing.reading.excel import workbook_rows
from functions.landing.reading.fixed_width import fixed_width_rows
from functions.landing.reading.json_lines import json_rows
from functions.landing.reading.packed import unpacked
from functions.landing.reading.parquet_rows import parquet_rows
from functions.landing.reading.refusals import unreadable
from functions.landing.reading.text import readable_text
from functions.landing.reading.trailer import TrailerCut
from jobs.contracts.paths import LandingPath

CHUNK_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The rows of a file, and the control totals of its trailer, known once all rows were read."""

    rows: FileRows
    trailer: Callable[[], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read at a time, and how long a row may be."""

    chunk_bytes: int = CHUNK_BYTES
    longest_row: int = LONGEST_ROW_BYTES


def open_rows(stream: BinaryIO, path: LandingPath, dialect: Dialect, time_zone: str, limits: Limits) -> OpenedFile:
    """The columns and rows of a file.

    Raises FileRefused where it cannot be read as the format that is declared: at once, or while the rows are read.
    """
    pieces = unpacked(stream, path, limits.chunk_bytes, is_zip=dialect.format == "xlsx")
    if dialect.format == "xlsx":
        return OpenedFile(workbook_rows(pieces, path, dialect), dict)
    if dialect.format == "parquet":
        return OpenedFile(parquet_rows(pieces, path, time_zone), dict)
    text = readable_text(
        pieces, path=path, encoding=dialect.encoding, needs_final_newline=dialect.final_newline == "required"
    )
    if not dialect.trailer:
        return OpenedFile(_text_rows(text, path, dialect, limits), dict)
    cut = TrailerCut(text, dialect.trailer.pattern, path)
    return OpenedFile(_text_rows(iter(cut), path, dialect, limits), lambda: cut.totals)


def _text_rows(text: Iterator[bytes], path: LandingPath, dialect: Dialect, limits: Limits) -> FileRows:
    if dialect.format == "jsonl":
        return json_rows(text, path, limits.longest_row)
    if dialect.format == "fixed_width":
        return fixed_width_rows(text, dialect, limits.longest_row)
    reader = CsvReader(text, dialect.delimiter, longest_row=limits.longest_row)
    if not dialect.header:
        return reader.rows(list(dialect.field_names))
    header = reader.header()
    if header.codes:
        raise unreadable(path, f"a header with {' and '.join(header.codes)}", "a header that is a sound CSV row")
    return reader.rows([name.decode() for name in header.fields])
