"""Excel workbooks: real dates and figures, saved values of formulas, empty rows, merged cells, which sheet counts."""

import gzip
import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from jobs.contracts.errors import FileRefused
from tests.corpus.case import source_text
from tests.corpus.packed import zipped
from tests.corpus.workbooks import NAMES, SOLD, changed, workbook

SHEET = "xl/worksheets/sheet1.xml"


def checked_rows(check, *rows: list[Any], names: list[str] = NAMES, **source: Any):
    return check(workbook([names, *rows]), source=source_text({"format": "xlsx", **source}), name="a.xlsx")


def sold(**columns: Any) -> list[Any]:
    """A sound row; other columns than its own come behind."""
    return [columns.pop(name, value) for name, value in zip(NAMES, SOLD, strict=True)] + list(columns.values())


def test_a_row_of_real_dates_and_figures_is_typed(check):
    row = checked_rows(
        check, sold(sold_at=datetime.fromisoformat("2026-03-01 10:05:07")), names=[*NAMES, "sold_at"]
    ).rows[0]
    assert (row["store_id"], row["sales_date"], row["sold_hour"]) == (1, date(2026, 3, 1), 10)
    assert row["sold_at"] == datetime(2026, 3, 1, 10, 5, 7, tzinfo=UTC)
    assert [str(row[name]) for name in ("price", "quantity", "total_cost")] == ["2.5000", "2.000", "5.00"]


@pytest.mark.parametrize(
    ("cell", "worth"),
    [
        (0.1 + 0.2, "0.30"),
        (0.30000000000000004, "0.30"),
        (1.1 * 3, "3.30"),
        (-2.675, None),
        (100, "100.00"),
        (1e-9, None),
        (1234567890.12, "1234567890.12"),
        ("3.50", "3.50"),
        ("3,50", None),
    ],
)
def test_figures_count_with_the_digits_that_excel_shows(check, cell, worth):
    checked = checked_rows(check, sold(tax_amount=cell), names=[*NAMES, "tax_amount"])
    assert [str(row["tax_amount"]) for row in checked.rows] == [worth] * bool(worth)
    assert len(checked.refused) == (worth is None)


def test_a_time_of_day_needs_a_format_where_a_date_is_asked_for(check):
    # Excel keeps moments as fractions of a day; one counts with the second that has begun, and so with its own day.
    moment = datetime.fromisoformat("2026-03-01 23:59:59.600")
    written = {"sales_date": {"from": "when", "format": "%Y-%m-%d %H:%M:%S"}}
    names = ["when" if name == "sales_date" else name for name in NAMES]
    assert checked_rows(check, sold(sales_date=moment)).codes() == [(1, "sales_date", "not-a-date")]
    row = checked_rows(check, sold(sales_date=moment), names=names, columns=written).rows[0]
    assert row["sales_date"] == date(2026, 3, 1)


def test_dates_as_text_have_the_format_that_is_declared(check):
    columns = {"sales_date": {"format": "%d.%m.%Y"}}
    checked = checked_rows(check, sold(sales_date="01.03.2026"), sold(sales_date="2026-03-01"), columns=columns)
    assert checked.rows[0]["sales_date"] == date(2026, 3, 1)
    assert checked.codes() == [(2, "sales_date", "not-a-date")]


def test_a_formula_counts_with_the_value_that_was_saved(check):
    content = changed(workbook([NAMES, SOLD]), SHEET, lambda xml: xml.replace("<v>5</v>", "<f>F2*G2</f><v>5</v>"))
    row = check(content, source=source_text({"format": "xlsx"}), name="a.xlsx").rows[0]
    assert str(row["total_cost"]) == "5.00"


def test_empty_rows_count_where_rows_follow_and_not_at_the_end(check):
    checked = checked_rows(check, SOLD, [], [None, " "], SOLD, [None] * 20, [])
    assert checked.codes()[0] == (2, "", "field-count")
    assert {row for row, _, _ in checked.codes()} == {2, 3}
    assert [row["row_number"] for row in checked.rows] == [1, 4]
    assert checked.landed.rows_in == 4


def test_merged_cells_hold_their_value_once(check):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([*NAMES, "note", "more"], [*SOLD, "both", "lost"], [*SOLD, "x", "y"]):
        sheet.append(row)
    sheet.merge_cells("I2:J2")
    sheet.merge_cells("A5:H5")
    content = io.BytesIO()
    book.save(content)
    checked = check(content.getvalue(), source=source_text({"format": "xlsx"}), name="a.xlsx")
    assert [row["extras"] for row in checked.rows] == [{"note": "both", "more": None}, {"note": "x", "more": "y"}]


def test_a_header_wider_than_its_rows_and_a_row_wider_than_its_header(check):
    checked = checked_rows(check, SOLD, [*SOLD, "a", "b"], names=[*NAMES, "note"])
    assert checked.rows[0]["extras"] == {"note": None}
    assert checked.codes() == [(2, "", "field-count")]


def test_the_sheet_that_is_named_is_read_and_no_other(check):
    content = workbook([["notes"], ["of March"]], [NAMES, SOLD])
    read = check(content, source=source_text({"format": "xlsx", "sheet": "Sheet1"}), name="a.xlsx")
    assert read.landed.rows_in == 1
    for source in ({}, {"sheet": "sheet1"}, {"sheet": "March"}):
        with pytest.raises(FileRefused, match="Sheet1") as refused:
            check(content, source=source_text({"format": "xlsx", **source}), name="a.xlsx")
        assert refused.value.refusal == "file-unreadable"


def test_a_sheet_without_a_header_has_the_names_of_its_source(check):
    source = source_text({"format": "xlsx", "header": False, "field_names": NAMES})
    assert check(workbook([SOLD, SOLD]), source=source, name="a.xlsx").landed.rows_in == 2


def test_a_workbook_may_be_packed_once_more(check):
    content = workbook([NAMES, SOLD])
    for packed, name in ((gzip.compress(content), "a.xlsx.gz"), (zipped({"a.xlsx": content}), "a.xlsx.zip")):
        assert check(packed, source=source_text({"format": "xlsx"}), name=name).landed.loaded == 1


def test_what_xml_cannot_hold_is_unescaped(check):
    checked = checked_rows(
        check, sold(product_name="a_x000A_b"), sold(product_name="_x0000_"), sold(product_name="_xD83D_")
    )
    assert [row["product_name"] for row in checked.rows] == ["a\nb", "\ufffd"]
    assert checked.codes() == [(2, "product_name", "control-character")]
