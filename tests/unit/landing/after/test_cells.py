"""Texts that a spreadsheet would compute leave as texts, and come back as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.landing.after.cells import guarded, unguarded

FORMULA_SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("+1", "'+1"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("-5", "-5"),
        ("-1.234,50", "-1.234,50"),
        ("-5-5", "'-5-5"),
        ("'=1", "''=1"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'80s Hits", "'80s Hits"),
        ("007", "'007"),
        ("'007", "''007"),
        ("0.50", "0.50"),
        ("123456789012345", "123456789012345"),
        ("1234567890123456", "'1234567890123456"),
        ("Tea", "Tea"),
        ("", ""),
    ],
)
def test_a_formula_goes_out_behind_an_apostrophe_and_a_negative_number_stays_plain(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


TEXTS = st.text(st.sampled_from(FORMULA_SIGNS + "'05.,a"), max_size=6) | st.text(max_size=6)


@given(text=TEXTS)
def test_every_text_comes_back_as_it_went(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(text=TEXTS)
def test_no_cell_is_a_formula_unless_it_is_a_negative_number(text: str) -> None:
    cell = guarded(text)
    assert cell[:1] not in FORMULA_SIGNS or cell[:1] == "" or cell[1:].replace(".", "").replace(",", "").isdigit()
