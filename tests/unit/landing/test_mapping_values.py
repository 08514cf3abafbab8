"""What a file's texts mean: translated, picked out of a longer text, in cents, with a sign that stands elsewhere."""

from decimal import Decimal

import pytest

from jobs.contracts.errors import ConfigurationInvalid
from tests.corpus.case import SOUND, source_text


def column(name: str, *texts: str, **others: str) -> bytes:
    """A row for each text of one column; the others are sound."""
    rows = [SOUND | others | {name: text} for text in texts]
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def mapped(columns: dict[str, object] | None = None, **keys: object) -> str:
    return source_text({"delimiter": ";", "columns": columns or {}, **keys})


def worths(checked, name: str) -> list[str]:
    return [str(row[name]) for row in checked.rows]


@pytest.mark.parametrize(
    ("other", "kept", "codes"),
    [
        ("refuse", ["cash", "card", "None", "None"], [(3, "payment_method", "unknown-value")]),
        ("keep", ["cash", "card", "x", "None", "None"], []),
        ("empty", ["cash", "card", "None", "None", "None"], []),
    ],
)
def test_values_have_the_meaning_that_the_source_gives_them(check, other, kept, codes):
    values = {"1": "cash", "2": "card", "-": ""}
    source = mapped({"payment_method": {"from": "pay", "values": values, "other": other}})
    checked = check(column("pay", "1", "2", "x", "-", ""), source=source)
    assert (worths(checked, "payment_method"), checked.codes()) == (kept, codes)


def test_meanings_of_figures_and_dates_are_written_as_in_the_contract(check):
    source = mapped(
        {"store_id": {"from": "shop", "values": {"N": "1", "S": "2"}}, "tax_amount": {"values": {"A": "0.20"}}},
        decimal_mark=",",
    )
    checked = check(column("shop", "S", "N", "1", price="2,50", total_cost="5,00", tax_amount="A"), source=source)
    assert worths(checked, "store_id") == ["2", "1"]
    assert worths(checked, "tax_amount") == ["0.20", "0.20"]
    assert checked.codes() == [(3, "store_id", "unknown-value")]


@pytest.mark.parametrize("meaning", ["", "B"])
def test_a_required_value_that_means_nothing_refuses_its_row(check, meaning):
    values = {"A": "1", "": "9", "B": ""}
    source = mapped({"store_id": {"from": "shop", "values": values, "other": "empty"}})
    checked = check(column("shop", "A", meaning, "C"), source=source)
    assert checked.codes() == [(2, "store_id", "required-empty"), (3, "store_id", "required-empty")]


def test_a_pattern_picks_its_one_group_out_of_the_text(check):
    source = mapped(
        {"receipt_id": {"from": "bon", "pattern": "B-([0-9]*)"}, "line_no": {"from": "bon", "pattern": "/([0-9]+)$"}}
    )
    checked = check(column("bon", "B-0017/3", "xB-18y/04", "B-/5", "C-1/6", "B-1", ""), source=source)
    assert worths(checked, "receipt_id") == ["0017", "18", "None", "None"]
    assert worths(checked, "line_no") == ["3", "4", "5", "None"]
    assert checked.codes() == [(4, "receipt_id", "pattern-mismatch"), (5, "line_no", "pattern-mismatch")]


def test_a_dot_in_a_pattern_is_no_line_end(check):
    source = mapped({"product_name": {"from": "item", "pattern": "A-(.+)z"}})
    content = column("item", '"A-x\nyz A-bz\nrest"', "A-cz")
    assert worths(check(content, source=source), "product_name") == ["b", "c"]


def test_a_pattern_comes_before_the_meanings(check):
    source = mapped({"payment_method": {"from": "pay", "pattern": "^([A-Z])", "values": {"C": "cash"}}})
    checked = check(column("pay", "C/EUR", "X/EUR"), source=source)
    assert worths(checked, "payment_method") == ["cash"]
    assert checked.codes() == [(2, "payment_method", "unknown-value")]


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("500", "5.00"),
        ("-500", "-5.00"),
        ("+7", "0.07"),
        ("0", "0.00"),
        ("-1", "-0.01"),
        ("0000500", "5.00"),
        ("999999999999999999", "9999999999999999.99"),
        ("", "None"),
    ],
)
def test_cents_are_hundredths_exactly(check, text, worth):
    checked = check(column("tax_amount", text), source=mapped({"tax_amount": {"unit": "cents"}}))
    assert worths(checked, "tax_amount") == [worth]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("5.00", "not-an-integer"),
        ("5,00", "not-an-integer"),
        ("1e3", "not-an-integer"),
        ("1000000000000000000", "out-of-range"),
        ("-1000000000000000000", "out-of-range"),
        ("99999999999999999999", "out-of-range"),
    ],
)
def test_what_is_no_whole_number_of_cents_is_refused(check, text, code):
    checked = check(column("tax_amount", "1", text, "2"), source=mapped({"tax_amount": {"unit": "cents"}}))
    assert checked.codes() == [(2, "tax_amount", code)]
    assert worths(checked, "tax_amount") == ["0.01", "0.02"]


def test_amounts_of_returns_get_their_sign(check):
    source = mapped(returns={"when": "art", "is": ["R", "Storno"], "negate": ["quantity", "total_cost", "tax_amount"]})
    checked = check(column("art", "S", "R", "Storno", "r", "", tax_amount="0.30"), source=source)
    assert [row["total_cost"] for row in checked.rows] == [Decimal(5), Decimal(-5), Decimal(-5), Decimal(5), Decimal(5)]
    assert worths(checked, "quantity") == ["2.000", "-2.000", "-2.000", "2.000", "2.000"]
    assert worths(checked, "tax_amount") == ["0.30", "-0.30", "-0.30", "0.30", "0.30"]
    assert [row["extras"] for row in checked.rows] == [{"art": art} for art in ("S", "R", "Storno", "r", "")]
    assert checked.landed.total_cost == Decimal(5)


def test_a_return_that_has_its_sign_already_is_refused_and_a_sale_that_has_one_is_none_of_the_rules(check):
    source = mapped(returns={"when": "art", "is": ["R"], "negate": ["quantity", "total_cost"]})
    signed = {"quantity": "-2", "total_cost": "-5.00"}
    checked = check(column("art", "R", "S", "R", **signed), source=source)
    assert checked.codes() == [(row, name, "sign-unexpected") for row in (1, 3) for name in ("quantity", "total_cost")]
    assert worths(checked, "total_cost") == ["-5.00"]


def test_a_derived_price_of_a_return_without_signs_is_positive(check):
    source = mapped(
        {"price": {"derived": True}, "total_cost": {"unit": "cents"}},
        returns={"when": "art", "is": ["R"], "negate": ["quantity", "total_cost"]},
    )
    row = check(column("art", "R", quantity="4", total_cost="500"), source=source).rows[0]
    assert [str(row[name]) for name in ("price", "quantity", "total_cost")] == ["1.2500", "-4.000", "-5.00"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("%-d.%-m.%Y", "1.3.2026"),
        ("%-d/%m/%Y", "01/03/2026"),
        ("%Y%m%d", "20260301"),
        ("%-m%d%Y", "3012026"),
        ("on %d-%m in %Y", "on 01-03 in 2026"),
        ("%H:%M %Y/%m/%d", "23:59 2026/03/01"),
    ],
)
def test_a_date_is_read_in_the_format_that_is_declared(check, written, day):
    source = mapped({"sales_date": {"format": written}})
    checked = check(column("sales_date", day, f"{day} ", f" {day}", "2026-3-1"), source=source)
    assert worths(checked, "sales_date") == ["2026-03-01"]
    assert checked.codes() == [(row, "sales_date", "not-a-date") for row in (2, 3, 4)]


@pytest.mark.parametrize(("declared", "codes"), [({}, []), ({"format": "%Y-%m-%d %H:%M:%S"}, [(2, "sold_at")])])
def test_a_time_has_the_blank_that_is_declared_and_may_have_a_t_where_no_format_is(check, declared, codes):
    source = mapped({"sold_at": declared} if declared else {})
    checked = check(column("sold_at", "2026-03-01 10:00:00", "2026-03-01T10:00:00"), source=source)
    assert checked.codes() == [(*code, "not-a-timestamp") for code in codes]
    assert len(checked.rows) == 2 - len(codes)


@pytest.mark.parametrize("written", ["%-d%-m%Y", "%Y%-m%-d", "%-d%m%-H:%M %Y", "%-m0%-d.%Y"])
def test_a_format_in_which_one_text_may_be_two_days_is_a_mistake(check, written):
    with pytest.raises(ConfigurationInvalid, match="need a mark between them"):
        check(column("sales_date", "2026111"), source=mapped({"sales_date": {"format": written}}))
