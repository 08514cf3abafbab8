"""The incentive report, read back: cents as computed, text that stays text, and every amount explained."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from jobs.contracts.errors import ConfigurationInvalid
from till.report import write_incentive_report
from till.report.cells import inert

RULE = "The highest total of a store and month earns 1 % of itself."
COMPUTED_AT = datetime(2026, 8, 1, 6, 0, tzinfo=UTC)


def payout(store: int, person: int | None, total: str, incentive: str = "0.00", **other: Any) -> dict[str, Any]:
    return {
        "store_id": store,
        "store_address": f"{store} Market Street",
        "sales_person_id": person,
        "full_name": None if person is None else f"Person {person}",
        "sales_month": "2026-07",
        "sales_rank": None if person is None else 1,
        "total_sales": Decimal(total),
        "lines_counted": 10,
        "incentive": Decimal(incentive),
        "plan_version": "top-seller/1",
        "state": "provisional",
        **other,
    }


def pay_line(store: int, person: int, number: int, text: str, rate: str | None, amount: str | None) -> dict[str, Any]:
    return {
        "store_id": store,
        "sales_person_id": person,
        "line_no": number,
        "text": text,
        "rate": None if rate is None else Decimal(rate),
        "amount": None if amount is None else Decimal(amount),
    }


# Store 9 has a tie: 1 % of 12345.50 is 123.455, and HALF_UP gives 123.46 twice.
PAYOUTS = [
    payout(12, 7, "200.10", "2.00"),
    payout(9, 3, "12345.50", "123.46"),
    payout(9, 2, "12345.50", "123.46"),
    payout(9, 4, "-20.00", sales_rank=3),
    payout(9, None, "55.05"),
]
LINES = [
    pay_line(9, 2, 2, "1 % of it", "0.01", "123.455"),
    pay_line(9, 2, 1, "10 sale lines counted", None, "12345.50"),
    pay_line(9, 3, 1, "10 sale lines counted", None, "12345.50"),
    pay_line(12, 7, 1, "10 sale lines counted", "0.0125", "200.10"),
]


def write(path: Path, payouts: list[dict[str, Any]], lines: list[dict[str, Any]], **names: Any) -> openpyxl.Workbook:
    report = path / "report.xlsx"
    write_incentive_report(
        report, month="2026-07", payouts=payouts, lines=lines, computed_at=COMPUTED_AT, plan_rule=RULE, **names
    )
    return openpyxl.load_workbook(report)


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows below the header in row 4, by heading."""
    header, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def shown(sheet: Worksheet, row: int, column: int) -> str:
    """A number as a spreadsheet shows it: from at most 15 digits, with the decimals of its format."""
    cell = sheet.cell(row, column)
    _, _, decimals = cell.number_format.partition(".")
    return f"{Decimal(f'{cell.value:.15g}'):,.{len(decimals)}f}"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return write(tmp_path_factory.mktemp("report"), PAYOUTS, LINES, retailer="Corner & Sons", currency="EUR")


def test_winners_come_first_then_everyone_then_how_it_was_computed(report: openpyxl.Workbook) -> None:
    assert report.sheetnames == ["Winners", "Everyone", "How it was computed"]


def test_each_winner_is_followed_by_the_lines_that_explain_the_amount_in_their_order(report: openpyxl.Workbook) -> None:
    rows = [
        (
            row["Store"],
            row["Salesperson"],
            row["How the amount comes about"],
            row["Rate"],
            row["Amount"],
            row["Incentive"],
        )
        for row in table(report["Winners"])
    ]
    assert rows == [
        ("9, 9 Market Street", "Person 2 (2)", None, None, None, 123.46),
        (None, None, "10 sale lines counted", None, 12345.5, None),
        (None, None, "1 % of it", 0.01, 123.455, None),
        ("9, 9 Market Street", "Person 3 (3)", None, None, None, 123.46),
        (None, None, "10 sale lines counted", None, 12345.5, None),
        ("12, 12 Market Street", "Person 7 (7)", None, None, None, 2),
        (None, None, "10 sale lines counted", 0.0125, 200.1, None),
        ("Total of 3", None, None, None, None, 248.92),
    ]


def test_numbers_show_all_of_their_decimals(report: openpyxl.Workbook) -> None:
    sheet = report["Winners"]
    assert shown(sheet, 5, 7) == "123.46"
    assert shown(sheet, 5, 6) == "12,345.50"
    assert shown(sheet, 7, 5) == "123.455"
    assert sheet.cell(7, 4).number_format == "0%"
    assert sheet.cell(11, 4).number_format == "0.00%"


def test_everyone_stands_in_the_order_of_store_and_rank_with_totals_at_the_end(report: openpyxl.Workbook) -> None:
    rows = [(row["Store"], row["Person id"], row["Total sales"], row["Incentive"]) for row in table(report["Everyone"])]
    assert rows == [
        (9, 2, 12345.5, 123.46),
        (9, 3, 12345.5, 123.46),
        (9, 4, -20, 0),
        (9, None, 55.05, 0),
        (12, 7, 200.1, 2),
        ("Total", None, 24926.15, 248.92),
    ]


def test_sales_without_a_salesperson_are_shown_as_such_and_have_no_rank(report: openpyxl.Workbook) -> None:
    nobody = table(report["Everyone"])[3]
    assert (nobody["Name"], nobody["Rank"]) == ("No salesperson recorded", None)


def test_how_it_was_computed_names_plan_rule_rounding_state_and_moment(report: openpyxl.Workbook) -> None:
    facts = dict(report["How it was computed"].iter_rows(min_row=3, max_col=2, values_only=True))
    assert facts["Rule"] == RULE
    assert facts["Plan"] == "top-seller/1"
    assert "HALF_UP" in str(facts["Rounding"])
    assert str(facts["State"]).startswith("Provisional")
    assert facts["Total incentive"] == "248.92 EUR"
    assert facts["Computed at"] == "2026-08-01 06:00 UTC"


def test_headers_stay_in_sight_and_on_every_printed_page(report: openpyxl.Workbook) -> None:
    for name in ("Winners", "Everyone"):
        sheet = report[name]
        assert sheet.freeze_panes == "A5"
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet["A1"].value == "Corner & Sons: Sales incentive, July 2026"
    assert report["Everyone"].auto_filter.ref == "A4:J9"


def test_nothing_in_the_file_is_a_formula_or_a_link(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x";"y")'
    payouts = [payout(1, 1, "5.00", "0.05", full_name=evil, store_address="http://x.example", plan_version="+1")]
    write(tmp_path, payouts, [pay_line(1, 1, 1, "@SUM(A1)", None, "5.00")], retailer="-2+3")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_text_that_could_start_a_formula_is_led_by_an_apostrophe(tmp_path: Path, start: str) -> None:
    book = write(tmp_path, [payout(1, 1, "5.00", full_name=f"{start}cmd")], [])
    name = table(book["Everyone"])[0]["Name"]
    assert name.startswith("'")
    assert name.endswith("cmd")
    assert not set(name) & set("\t\r\n")


def test_an_id_keeps_all_of_its_digits_and_zeros(tmp_path: Path) -> None:
    ids = [10**17 + 1, "007", 42]
    book = write(tmp_path, [payout(1, None, "5.00", sales_person_id=who) for who in ids], [])
    assert {row["Person id"] for row in table(book["Everyone"])[:-1]} == {"100000000000000001", "007", 42}


def test_ordinary_names_are_left_alone() -> None:
    for name in ("O'Neill", "Anne-Marie", "Žofie + Co", "1 Market Street"):
        assert inert(name) == name


@settings(max_examples=25, deadline=None)
@given(cents=st.integers(-(10**17), 10**17))
def test_every_cent_is_shown_whatever_the_amount(tmp_path_factory: pytest.TempPathFactory, cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    book = write(tmp_path_factory.mktemp("cents"), [payout(1, 1, str(amount))], [])
    cell = book["Everyone"].cell(5, 9)
    text = cell.value if isinstance(cell.value, str) else shown(book["Everyone"], 5, 9)
    assert text == f"{amount:,.2f}"
    assert isinstance(cell.value, str) == (abs(cents) >= 10**15)


def test_amounts_may_come_as_the_text_of_a_decimal_but_never_as_floats(tmp_path: Path) -> None:
    book = write(tmp_path, [payout(1, 1, "5.00", total_sales="7.10")], [])
    assert table(book["Everyone"])[0]["Total sales"] == 7.1
    with pytest.raises(TypeError, match="float"):
        write(tmp_path, [payout(1, 1, "5.00", total_sales=7.1)], [])


@pytest.mark.parametrize("payouts", [[], [payout(1, 1, "-5.00")]])
def test_a_month_without_a_winner_says_so(tmp_path: Path, payouts: list[Mapping[str, Any]]) -> None:
    book = write(tmp_path, [dict(row) for row in payouts], [])
    assert book["Winners"]["A5"].value == "Nobody earns an incentive in this month."


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for folder in ("one", "two"):
        write(tmp_path / folder, PAYOUTS, LINES)
        contents.append((tmp_path / folder / "report.xlsx").read_bytes())
    assert contents[0] == contents[1]


def test_a_report_that_cannot_be_written_is_a_named_failure_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").mkdir()
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "taken"):
        with pytest.raises(ConfigurationInvalid, match="cannot be written"):
            write(folder, PAYOUTS, LINES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.xlsx", "taken"]
