"""Refused rows as CSV for a spreadsheet, and the CSV that a spreadsheet saves read back."""

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.landing.after.export import export
from functions.landing.after.layout import Layout
from functions.landing.after.mended import mended_rows
from functions.landing.after.refused import RefusedLine
from jobs.contracts.errors import ReturnRefused

LAYOUT = Layout(("Datum", "Artikel", "Betrag"), ";", "cp1252")


def line(row: int, text: str = "", *, is_mended: bool = False) -> RefusedLine:
    reason = {"code": "not-a-date", "column": "sales_date", "found": "x", "expected": "a date"}
    return RefusedLine(row, text, (reason,), is_mended)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_a_row_goes_out_in_the_tills_layout_with_its_number_and_all_its_reasons() -> None:
    twice = replace(line(7), violations=line(7).violations * 2)
    told = "not-a-date (sales_date: found x, expected a date)"
    assert cells(export([twice], LAYOUT, {7: ["nie", "Tee; grün", "-1,50"]}).text) == [
        ["tillstream_row", "tillstream_reason", "Datum", "Artikel", "Betrag"],
        ["7", f"{told}; {told}", "nie", "Tee; grün", "-1,50"],
    ]


@pytest.mark.parametrize("text", ['1.3.2026;T"ee;1,00', "1.3.2026;Tee", "1.3.2026;T\ree;1,00", "=cmd;Tee", "{"])
def test_a_row_whose_fields_cannot_be_told_apart_goes_out_as_text_and_comes_back_as_not_mended(text: str) -> None:
    made = export([line(3, text)], LAYOUT, {})
    (header, row) = cells(made.text)
    assert header[-1] == "tillstream_text"
    assert row[2:5] == ["", "", ""]
    assert row[5].removeprefix("'") == text
    assert (made.rows, made.as_text, made.cut) == (1, 1, 0)
    assert mended_rows(made.text.encode(), LAYOUT) == {}


def test_a_text_that_quarantine_has_cut_is_counted() -> None:
    made = export([line(3, "x" * 16_384), line(4)], LAYOUT, {4: ["a", "b" * 20_000, "c"]})
    assert (made.rows, made.as_text, made.cut) == (2, 1, 1)
    assert cells(made.text)[2][3] == "b" * 20_000


def test_what_a_person_returned_and_is_still_wrong_goes_out_as_it_was_returned() -> None:
    returned = line(3, 'nie;"Tee; grün";1,00', is_mended=True)
    (_, row) = cells(export([returned], LAYOUT, {3: ["as", "in", "the file"]}).text)
    assert row[2:] == ["nie", "Tee; grün", "1,00"]


def test_a_row_without_fields_lands_once_a_person_fills_them_in() -> None:
    made = export([line(3, '1.3.2026;T"ee;1,00')], LAYOUT, {})
    filled = made.text.replace(";;;;", ";1.3.2026;Tee;1,00;")
    assert mended_rows(filled.encode(), LAYOUT) == {3: ["1.3.2026", "Tee", "1,00"]}


SAVED = [
    "tillstream_row;tillstream_reason;Datum;Artikel;Betrag\r\n7;so;1.3.2026;Tee;-1,50\r\n",
    "\ufefftillstream_row;tillstream_reason;Datum;Artikel;Betrag\r\n7;so;1.3.2026;Tee;-1,50\r\n",
    '"tillstream_row";"tillstream_reason";"Datum";"Artikel";"Betrag"\n"7";"so";"1.3.2026";"Tee";"-1,50"\n',
    'tillstream_row,tillstream_reason,Datum,Artikel,Betrag\n7,so,1.3.2026,Tee,"-1,50"\n',
    "tillstream_row\ttillstream_reason\tDatum\tArtikel\tBetrag\n7\tso\t1.3.2026\tTee\t-1,50\n",
    "Betrag;Artikel;Datum;tillstream_row\n-1,50;Tee;1.3.2026;7",
    "tillstream_row;tillstream_reason;Datum;Artikel;Betrag\n7;so;1.3.2026;Tee;-1,50\n;;;;\n\n",
]


@pytest.mark.parametrize("saved", SAVED)
def test_what_spreadsheets_make_of_the_file_is_read(saved: str) -> None:
    assert mended_rows(saved.encode(), LAYOUT) == {7: ["1.3.2026", "Tee", "-1,50"]}


def test_the_sources_own_encoding_is_read_too() -> None:
    saved = "tillstream_row;Datum;Artikel;Betrag\n7;1.3.2026;K\u00e4se;1,50\n"
    assert mended_rows(saved.encode("cp1252"), LAYOUT) == {7: ["1.3.2026", "Käse", "1,50"]}


@pytest.mark.parametrize(
    ("saved", "told"),
    [
        ("Datum;Artikel;Betrag\n1.3.2026;Tee;1,50\n", "tillstream_row"),
        ("tillstream_row;Datum;Artikel;Betrag\n;1.3.2026;Tee;1,50\n", "which row"),
        ("tillstream_row;Datum;Artikel;Betrag\nseven;1.3.2026;Tee;1,50\n", "which row"),
        ("tillstream_row;Datum;Artikel;Betrag\n7;1.3.2026;Tee;1,50\n7;1.3.2026;Tee;1,50\n", "more than once"),
        ("tillstream_row;Datum;Artikel\n7;1.3.2026;Tee\n", "missing: Betrag"),
        ("tillstream_row;Datum;Artikel;Betrag;Notiz\n7;1.3.2026;Tee;1,50;ok\n", "unknown: Notiz"),
        ("tillstream_row;Datum;Artikel;Betrag;Betrag\n7;1.3.2026;Tee;1,50;2\n", "twice: Betrag"),
        ("tillstream_row;Datum;Artikel;Betrag\n7;1.3.2026;Tee;1;50\n", "5 fields"),
        ('tillstream_row;Datum;Artikel;Betrag\n7;1.3.2026;"Tee;1,50\n', "sound CSV"),
        ("", "tillstream_row"),
    ],
)
def test_what_is_not_as_exported_is_refused_as_a_whole(saved: str, told: str) -> None:
    with pytest.raises(ReturnRefused, match=told):
        mended_rows(saved.encode(), LAYOUT)


FIELDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n"), max_size=8)


@given(rows=st.lists(st.tuples(FIELDS, FIELDS, FIELDS), max_size=5))
def test_rows_that_nobody_touched_come_back_as_they_went(rows: list[tuple[str, str, str]]) -> None:
    fields = {number: list(row) for number, row in enumerate(rows, 1)}
    made = export([line(number) for number in fields], LAYOUT, fields)
    back = mended_rows(made.text.encode("utf-8-sig"), LAYOUT)
    assert back == {number: row for number, row in fields.items() if any(row)}
