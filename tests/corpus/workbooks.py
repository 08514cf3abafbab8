"""Excel workbooks as people make them, and as they break."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from tests.corpus.case import SOUND, Case, source_text
from tests.corpus.packed import zipped

NAMES = list(SOUND)
SOLD = [7, 1, "Tea", date(2026, 3, 1), 3, 2.5, 2, 5.0]
_SHEET = "xl/worksheets/sheet1.xml"
_TEA = '<c r="C2" t="inlineStr"><is><t>Tea</t></is></c>'
_UNREADABLE = "file-unreadable"


def workbook(*sheets: list[list[Any]]) -> bytes:
    """A workbook of these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    return zipped(parts)


def workbook_cases() -> Iterator[Case]:
    """Broken and sound workbooks."""
    for name, content in _unreadable():
        yield _case(name, content, refused=_UNREADABLE)
    yield from _cells()
    yield from _rows()
    yield _case("nothing in the sheet", workbook([]), refused="file-empty")
    yield _case("a header alone", workbook([NAMES]), refused="header-only")
    yield _case("a column twice", workbook([[*NAMES, "price"], [*SOLD, 1]]), refused="duplicate-column")
    yield _case("totalcost", workbook([[*NAMES[:-1], "totalcost"], SOLD]), refused="missing-mandatory-columns")
    both = workbook([NAMES, SOLD], [["notes"]])
    yield _case("two sheets, of which the source names one", both, books=(1, 1, 0, "5.00"), sheet="Sheet")
    yield _case("a sheet that is not there", both, refused=_UNREADABLE, sheet="March")


def _unreadable() -> Iterator[tuple[str, bytes]]:
    sound = workbook([NAMES, SOLD])
    yield "two sheets and no name", workbook([NAMES, SOLD], [["notes"]])
    yield "CSV under a source of workbooks", b"a,b\n1,2\n"
    yield "no workbook but a zip", zipped({"a.csv": b"a,b\n"})
    yield "a workbook with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    for length in (10, 100, len(sound) // 2, len(sound) - 30):
        yield f"cut off after {length} bytes", sound[:length]
    yield "a sheet whose packing is damaged", _overwritten(sound)
    yield "a sheet that is no XML", changed(sound, _SHEET, lambda xml: xml[:-40])
    yield (
        "a text that is nowhere",
        changed(sound, _SHEET, lambda xml: xml.replace(_TEA, '<c r="C2" t="s"><v>99</v></c>')),
    )
    yield "a cell whose figure is none", changed(sound, _SHEET, lambda xml: xml.replace("<v>2.5</v>", "<v>two</v>"))
    three = workbook([NAMES, SOLD, SOLD])
    yield "two rows of one number", changed(three, _SHEET, lambda xml: xml.replace('<row r="3"', '<row r="2"'))
    yield "a row above the one before it", changed(three, _SHEET, lambda xml: xml.replace('<row r="2"', '<row r="9"'))
    yield "two cells of one column", changed(sound, _SHEET, lambda xml: xml.replace('r="B2"', 'r="A2"'))
    yield "a row after two thousand million", changed(sound, _SHEET, lambda xml: xml.replace('r="2"', 'r="2000000000"'))


def _overwritten(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.getinfo(_SHEET).header_offset + 30 + len(_SHEET)
    return content[: at + 20] + b"\xff" * 40 + content[at + 60 :]


def _cells() -> Iterator[Case]:
    rows = [
        NAMES,
        SOLD,
        [7, 1, "Tea", "2026-03-01", 3, "2.50", "2", "5.00"],
        [7, 1, "Tea", datetime.fromisoformat("2026-03-01"), 3, 0.1 + 0.2, 1, 0.3],
    ]
    yield _case("figures and dates, real and as text", workbook(rows), books=(3, 3, 0, "10.30"))
    formula = changed(workbook([NAMES, SOLD]), _SHEET, lambda xml: xml.replace("<v>5</v>", "<f>F2*G2</f><v>5</v>"))
    yield _case("a formula with the value that Excel saved", formula, books=(1, 1, 0, "5.00"))
    unsaved = workbook([NAMES, [*SOLD[:3], "=TODAY()", *SOLD[4:]]])
    yield _case("a formula without a value", unsaved, (1, 0, 1, "0.00"), [(1, "sales_date", "required-empty")])
    strange = [
        ("a date with a time of day", 3, datetime.fromisoformat("2026-03-01 10:00"), "sales_date", "not-a-date"),
        ("a time of day for a date", 3, time(10), "sales_date", "not-a-date"),
        ("a number for a date", 3, 46082, "sales_date", "not-a-date"),
        ("a yes for a number", 1, True, "store_id", "not-an-integer"),
        ("half a store", 1, 1.5, "store_id", "not-an-integer"),
        ("an error of Excel", 7, "#DIV/0!", "total_cost", "not-a-decimal"),
        ("a figure of 21 digits", 0, 1e20, "customer_id", "out-of-range"),
        ("a third decimal", 7, 5.005, "total_cost", "too-many-decimals"),
        ("a blank behind a figure", 7, "5.00 ", "total_cost", "not-a-decimal"),
    ]
    for name, at, value, column, code in strange:
        row = [*SOLD[:at], value, *SOLD[at + 1 :]]
        yield _case(name, workbook([NAMES, SOLD, row]), (2, 1, 1, "5.00"), [(2, column, code)])


def _rows() -> Iterator[Case]:
    gaps = workbook([NAMES, SOLD, [], SOLD, [None] * 8, SOLD, [], []])
    empty = [(2, "", "field-count"), (4, "", "field-count")]
    yield _case("empty rows between rows, and behind them", gaps, (5, 3, 2, "15.00"), empty)
    wide = workbook([NAMES, [*SOLD, "note"], [*SOLD, None, None], SOLD[:7]])
    faults = [(1, "", "field-count")]
    yield _case("a note beside a row, and a row that ends early", wide, (3, 2, 1, "10.00"), faults)
    small = changed(workbook([NAMES, SOLD, SOLD, SOLD]), _SHEET, lambda xml: re.sub('ref="[^"]*"', 'ref="A1:C2"', xml))
    yield _case("more rows and columns than the sheet says of itself", small, books=(3, 3, 0, "15.00"))
    large = changed(workbook([NAMES, SOLD]), _SHEET, lambda xml: re.sub('ref="[^"]*"', 'ref="A1:XFD1048576"', xml))
    yield _case("a used area to the end of the sheet", large, books=(1, 1, 0, "5.00"))
    plain = changed(workbook([NAMES, SOLD, SOLD]), _SHEET, lambda xml: re.sub(' r="[A-Z]*[0-9]+"', "", xml))
    yield _case("rows and cells without numbers", plain, books=(2, 2, 0, "10.00"))
    control = workbook([[*NAMES, "note"], [*SOLD, "Te_x0007_a"], [*SOLD, "fine"]])
    yield _case("a control character, escaped", control, (2, 1, 1, "5.00"), [(1, "note", "control-character")])


def _case(
    name: str,
    content: bytes,
    books: tuple[int, int, int, str | None] | None = None,
    violations: list[tuple[int, str, str]] | None = None,
    refused: str = "",
    **source: Any,
) -> Case:
    text = source_text({"format": "xlsx", **source})
    return Case(f"xlsx: {name}", content, refused, books, violations or [], source=text, file="a.xlsx")
