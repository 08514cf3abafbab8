"""Figures as the dialect writes them: its marks, its minus; and what comes near to that and is refused."""

import pytest

from tests.corpus.case import SOUND, source_text

FIRST = {"price": "", "quantity": "1", "total_cost": "5"}
POINTS = {"decimal_mark": ",", "thousands_mark": "."}
NO_BREAK = "\u00a0"
# A dialect, figures with what they are worth, and figures that are none; parted by bars.
DIALECTS = {
    "points between thousands": (
        POINTS,
        {"1.234.567,89": "1234567.89", "1234567,89": "1234567.89", "-1.234,50": "-1234.50"},
        "1.23,45|12.34|1.2345,00|1234.567,00|.123,00|1..234|1.234.|1,234.5|1.234,|1 234,00|1.234,5.6",
    ),
    "a point between zeros is no mark of thousands": (
        POINTS,
        {"0,50": "0.50", ",5": "0.50", "+5": "5.00", "1.000": "1000.00"},
        "0.500|001.234|0.000,50|-0.500",
    ),
    "no-break spaces between thousands": (
        {"thousands_mark": NO_BREAK},
        {f"1{NO_BREAK}234.50": "1234.50", "1234.50": "1234.50"},
        f"1 234.50|1\u202f234.50|1{NO_BREAK}23.50|{NO_BREAK}1.50|1.50{NO_BREAK}|1.234{NO_BREAK}567",
    ),
    "apostrophes between thousands": (
        {"thousands_mark": "'"},
        {"1'234'567.00": "1234567.00", "+1'000": "1000.00"},
        "1\u2019234.00|1''234.00|'123|1'234.5'6",
    ),
    "a minus behind": (
        {"negative": "trailing"},
        {"5.00-": "-5.00", "5": "5.00", "0-": "0.00"},
        "-5.00|--|-|5.00--|5.00 -|+5-",
    ),
    "parentheses for a minus": (
        {"negative": "parentheses"},
        {"(5.00)": "-5.00", "5.00": "5.00", "(.5)": "-0.50"},
        "-5.00|(5.00|5.00)|()|((5))|(-5)|( 5)|(5)-",
    ),
    "a minus behind, with marks": (
        POINTS | {"negative": "trailing"},
        {"1.234,50-": "-1234.50"},
        "-1.234,50|1.234,50 -|1.23,50-",
    ),
}


def column(name: str, *texts: str) -> bytes:
    rows = [SOUND | FIRST | {name: text} for text in texts]
    return ("\n".join([";".join(rows[0]), *(";".join(row.values()) for row in rows)]) + "\n").encode()


@pytest.mark.parametrize("name", DIALECTS)
def test_figures_are_read_as_the_dialect_writes_them_and_in_no_other_way(check, name):
    dialect, sound, strange = DIALECTS[name][0], DIALECTS[name][1], DIALECTS[name][2].split("|")
    source = source_text({"delimiter": ";", "max_refused_share": 1, **dialect})
    checked = check(column("tax_amount", *sound, *strange), source=source)
    assert [str(row["tax_amount"]) for row in checked.rows] == list(sound.values())
    assert checked.codes() == [(len(sound) + at, "tax_amount", "not-a-decimal") for at in range(1, len(strange) + 1)]


@pytest.mark.parametrize("text", ["3,505", "1.000,001", "1000,001-"])
def test_decimals_beyond_the_contracts_are_refused_and_not_rounded(check, text):
    source = source_text({"delimiter": ";", **POINTS, "negative": "trailing" if text.endswith("-") else "leading"})
    assert check(column("tax_amount", "1,00", text), source=source).codes() == [(2, "tax_amount", "too-many-decimals")]


def test_integers_have_no_thousands_marks_and_their_sign_before_them(check):
    source = source_text({"delimiter": ";", **POINTS, "negative": "trailing"})
    checked = check(column("customer_id", "-7", "1.234", "7-"), source=source)
    assert [row["customer_id"] for row in checked.rows] == [-7]
    assert checked.codes() == [(2, "customer_id", "not-an-integer"), (3, "customer_id", "not-an-integer")]
