"""Reads the rows that a person has mended, as a spreadsheet saved them."""

import csv
import io
from collections.abc import Iterator

from functions.landing.after.cells import unguarded
from functions.landing.after.export import OWN, ROW
from functions.landing.after.layout import Layout
from jobs.contracts.errors import ReturnRefused

MOST_BYTES = 256 * 2**20
# Spreadsheets save with the delimiter of their own language, whatever they had opened.
_DELIMITERS = (",", ";", "\t", "|")
_SHOWN = 10

type Mended = dict[int, list[str]]


def mended_rows(content: bytes, layout: Layout) -> Mended:
    """The fields of each mended row in the file's own order, by its number in the file, in the order of numbers.

    Rows without any value are left as they were refused. Raises ReturnRefused where anything is not as exported.
    """
    records = _records(_text(content, layout), layout)
    header = next(records)[1]
    places = _places(header, layout)
    rows: Mended = {}
    for line, record in records:
        if not any(record):
            continue
        number = _number(record[places[0]], line)
        if number in rows:
            raise _refused(f"Row {number} is there more than once.", f"line {line}", str(number), "each row once")
        rows[number] = [unguarded(record[place]) for place in places[1:]]
    return {number: rows[number] for number in sorted(rows) if any(rows[number])}


def _text(content: bytes, layout: Layout) -> str:
    for encoding in ("utf-8-sig", layout.encoding):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    encodings = " or ".join(dict.fromkeys(("utf-8", layout.encoding)))
    raise _refused("The file is not text in an encoding that is expected here.", "", "other bytes", encodings)


def _records(text: str, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line that it ends on; all of them have the header's width."""
    header = text.partition("\n")[0]
    delimiter = next((sign for sign in (layout.delimiter, *_DELIMITERS) if _is_parted(header, sign)), None)
    if delimiter is None:
        raise _refused(f"The file has no column {ROW}.", "header", header[:100], "the header as exported")
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = 0
    try:
        for record in reader:
            width = width or len(record)
            if len(record) != width and any(record):
                found = f"{len(record)} fields"
                raise _refused("A row has too many or too few fields.", f"line {reader.line_num}", found, f"{width}")
            yield reader.line_num, record
    except csv.Error as error:
        raise _refused("The file is not sound CSV.", f"line {reader.line_num}", str(error), "CSV") from error


def _is_parted(header: str, delimiter: str) -> bool:
    return ROW in (name.strip('"\r') for name in header.split(delimiter))


def _places(header: list[str], layout: Layout) -> list[int]:
    """Where the row's number stands, and each column of the file."""
    names = [unguarded(name) for name in header]
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = [name for name in (ROW, *layout.columns) if name not in names]
    strange = [name for name in names if name not in (*OWN, *layout.columns)]
    if twice or missing or strange:
        told = (("twice", twice), ("missing", missing), ("unknown", strange))
        found = "; ".join(f"{what}: {', '.join(which[:_SHOWN])}" for what, which in told if which)
        raise _refused("The columns are not those that were exported.", "header", found, "each of them once")
    return [names.index(name) for name in (ROW, *layout.columns)]


def _number(cell: str, line: int) -> int:
    text = cell.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise _refused(
            "A row does not say which row of the file it is.", f"line {line}", text[:40], f"a number in {ROW}"
        )
    return int(text)


def _refused(what: str, where: str, found: str, expected: str) -> ReturnRefused:
    return ReturnRefused(
        what,
        where=f"mended rows{', ' if where else ''}{where}",
        found=found,
        expected=expected,
        next_step="export the rows again and mend them there; nothing of this return was landed",
    )
