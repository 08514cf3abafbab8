"""A file's rows as texts by name, one at a time: how they should be read, with nothing done for speed.

For CSV the project's own tokenizer is the reference, over the whole text at once; the other formats are split by
Python's own means.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from functions.landing.checking.layout import MOST_COLUMNS
from functions.landing.dialect import Dialect
from functions.landing.reading.tokenizer import Row, Tokenizer
from fuzz.slow_json import BadLine, members_of

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class SlowRow:
    """The texts of a row by the file's names, or the codes for which it cannot be taken apart."""

    texts: dict[str, str | None] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlowFile:
    """What a text holds: the codes that it may be refused with, else names, rows and the totals of its trailer."""

    refusals: set[str]
    names: list[str] = field(default_factory=list)
    rows: list[SlowRow] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)


def read_slowly(content: bytes, dialect: Dialect, longest_row: int) -> SlowFile:
    """The rows of an unpacked file of a text format."""
    try:
        # Strictly, with a byte order mark where the encoding has one: content.decode takes UTF-16 without.
        text = (
            codecs.getincrementaldecoder(dialect.encoding)().decode(content, final=True).removeprefix("\ufeff").encode()
        )
    except UnicodeError:
        text = b"\0"
    if b"\0" in text:
        # Read in pieces, a header may be refused before the damage behind it is met.
        return SlowFile({"file-unreadable", "missing-mandatory-columns", "duplicate-column"})
    if not text:
        return SlowFile({"file-empty"})
    refusals: set[str] = set()
    if dialect.final_newline == "required" and not text.endswith(b"\n"):
        refusals.add("file-cut-off")
    text, totals = _without_trailer(text, dialect)
    if totals is None:
        refusals.add("file-cut-off")
    names, rows = _rows_of(text, dialect, longest_row)
    if names is None or len(names) > MOST_COLUMNS or any(map(CONTROL.search, names)):
        refusals.add("file-unreadable")
    if names and max(Counter(names).values()) > 1:
        refusals.add("duplicate-column")
    if not rows:
        refusals.add("header-only")
    return SlowFile(refusals, names or [], rows, totals or {})


def _without_trailer(text: bytes, dialect: Dialect) -> tuple[bytes, dict[str, str] | None]:
    if not dialect.trailer:
        return text, {}
    cut = text.rstrip(b"\r\n").rfind(b"\n") + 1
    match = re.fullmatch(dialect.trailer.pattern, text[cut:].rstrip(b"\r\n").decode())
    found = {name: said for name, said in match.groupdict().items() if said is not None} if match else None
    return text[:cut], found


def _rows_of(text: bytes, dialect: Dialect, longest_row: int) -> tuple[list[str] | None, list[SlowRow]]:
    """The names, None where they cannot be told, and the rows."""
    if dialect.format == "csv":
        return _csv(text, dialect, longest_row)
    lines = list(_lines(text, longest_row))
    if dialect.format == "fixed_width":
        names = [field.name for field in dialect.fields]
        return names, [_fixed(line, dialect) for line in lines]
    rows = [_json_row(line) for line in lines]
    return (list(rows[0].texts) or None if rows else []), rows


def _csv(text: bytes, dialect: Dialect, longest_row: int) -> tuple[list[str] | None, list[SlowRow]]:
    tokens = _tokens(text, dialect.delimiter.encode(), longest_row)
    names, is_sound = list(dialect.field_names), True
    if dialect.header:
        header = next(tokens, Row(0, 0, 0, [b""]))
        names, is_sound = [name.decode() for name in header.fields], not header.codes
    rows = []
    for row in tokens:
        if "quote-misplaced" in row.codes and len(row.fields) != len(names) and _is_odd(text[row.start : row.end]):
            # The quote may have opened a field that goes on below: nothing behind it is believed.
            rows.append(SlowRow(codes=("quote-unclosed",)))
            break
        rows.append(_csv_row(row, names))
    return names if is_sound else None, rows


def _is_odd(row: bytes) -> bool:
    return row.count(b'"') % 2 == 1


def _tokens(text: bytes, delimiter: bytes, longest_row: int) -> Iterator[Row]:
    tokenizer, at = Tokenizer(delimiter), 0
    while at < len(text):
        row = tokenizer.row(text, at, final=True)
        if row is None or row.next_start - at > longest_row:
            probe = tokenizer.row(text[at : at + longest_row], 0, final=True)
            is_open = probe is not None and "quote-unclosed" in probe.codes
            yield Row(at, len(text), len(text), [], ("quote-unclosed" if is_open else "row-too-long",))
            return
        yield row
        at = row.next_start


def _csv_row(row: Row, names: list[str]) -> SlowRow:
    codes = row.codes
    if not set(codes) - {"control-character"} and len(row.fields) != len(names):
        codes = (*codes, "field-count")
    texts = [text.decode() for text in row.fields]
    return SlowRow(codes=codes) if codes else SlowRow(dict(zip(names, texts, strict=True)))


def _lines(text: bytes, longest_row: int) -> Iterator[bytes | None]:
    """The lines without their ends; None for one that is too long, which is the last one then."""
    for line in re.findall(rb"[^\n]*\n|[^\n]+\Z", text):
        if len(line) > longest_row:
            yield None
            return
        ends = b"\r\n" if line.endswith(b"\r\n") else b"\n" if line.endswith(b"\n") else b""
        yield line[: len(line) - len(ends)]


def _fixed(line: bytes | None, dialect: Dialect) -> SlowRow:
    if line is None:
        return SlowRow(codes=("row-too-long",))
    text = line.decode()
    bounds = list(accumulate((field.width for field in dialect.fields), initial=0))
    if "\r" in text:
        return SlowRow(codes=("control-character",))
    if len(text) != bounds[-1]:
        return SlowRow(codes=("row-width",))
    parts = [text[start:end] for start, end in pairwise(bounds)]
    values = [_unfilled(part, dialect.pad) for part in parts]
    return SlowRow(dict(zip([field.name for field in dialect.fields], values, strict=True)))


def _unfilled(field: str, pad: str) -> str:
    """The field without its filling; of zeros in front of no other digit, one is the figure."""
    bare = field.strip(" " if pad == "0" else pad)
    match = re.fullmatch(r"(-?)0+(.*)", bare, re.DOTALL) if pad == "0" else None
    if match is None:
        return bare
    return match[1] + (match[2] if re.match("[0-9]", match[2]) else f"0{match[2]}")


def _json_row(line: bytes | None) -> SlowRow:
    if line is None:
        return SlowRow(codes=("row-too-long",))
    try:
        return SlowRow(members_of(line))
    except BadLine as bad:
        return SlowRow(codes=(bad.code,))
