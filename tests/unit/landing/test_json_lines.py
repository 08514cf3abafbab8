"""JSON Lines: figures as they are written, members that some rows lack or bring, and what is no JSON."""

import json

import pytest

from tests.corpus.case import SOUND, source_text

SOURCE = source_text({"format": "jsonl"})


def lines(*rows: dict[str, object] | str) -> bytes:
    """Sound rows with these members on top, or lines as they are."""
    return "".join((row if isinstance(row, str) else json.dumps(SOUND | row)) + "\n" for row in rows).encode()


def sale(**members: str) -> str:
    """A sound row; these members are written as JSON already."""
    texts = {name: json.dumps(text) for name, text in SOUND.items()} | members
    return "{" + ", ".join(f'"{name}": {text}' for name, text in texts.items()) + "}"


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("0.30", "0.30"),
        ("-0", "0.00"),
        ('"1.5"', "1.50"),
        ("9999999999999999.99", "9999999999999999.99"),
        ("null", "None"),
    ],
)
def test_figures_are_taken_as_they_are_written(check, written, worth):
    checked = check(lines(sale(tax_amount=written)), source=SOURCE)
    assert [str(row["tax_amount"]) for row in checked.rows] == [worth]


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("tax_amount", "3e-1", "not-a-decimal"),
        ("tax_amount", "0.300000001", "too-many-decimals"),
        ("tax_amount", "12345678901234567890.5", "out-of-range"),
        ("tax_amount", "true", "not-a-decimal"),
        ("tax_amount", "[1]", "not-a-decimal"),
        ("store_id", "1.0", "not-an-integer"),
        ("store_id", "1" * 5000, "out-of-range"),
        ("store_id", "null", "required-empty"),
        ("store_id", '""', "required-empty"),
        ("product_name", '"Te\\u0000a"', "control-character"),
    ],
)
def test_a_member_is_held_to_the_contract(check, column, written, code):
    checked = check(lines(sale(tax_amount="0"), sale(**{column: written})), source=SOURCE)
    assert checked.codes() == [(2, column, code)]


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "01", ".5", "5.", "+1", "0x1", "1_000", "1,5"])
def test_what_json_does_not_call_a_figure_refuses_the_row(check, figure):
    checked = check(lines(sale(), sale(price=figure)), source=SOURCE)
    assert checked.codes() == [(2, "", "not-json")]


def test_escapes_are_the_characters_that_they_stand_for(check):
    name = r'"K\u00e4se \ud83d\ude00 \"x\"\n\t\/"'
    checked = check(lines(sale(product_name=name, till=r'"\u0416"')), source=SOURCE)
    assert checked.rows[0]["product_name"] == 'K\u00e4se \U0001f600 "x"\n\t/'
    assert checked.rows[0]["extras"] == {"till": "\u0416"}


def test_members_that_a_row_lacks_are_empty(check):
    lacking = {name: text for name, text in SOUND.items() if name not in ("customer_id", "price")}
    checked = check(lines({}, json.dumps(lacking), '{"store_id": "1"}'), source=SOURCE)
    assert (checked.rows[1]["customer_id"], str(checked.rows[1]["price"])) == (None, "2.5000")
    empty = ("sales_date", "price", "quantity", "total_cost")
    assert checked.codes() == [(3, name, "required-empty") for name in empty]


def test_a_column_of_the_contract_is_read_though_the_first_row_lacks_it(check):
    late = {"discount_amount": "1.00", "total_cost": "4.00", "payment_method": "card", "till": 4}
    checked = check(lines({}, late, {"discount_amount": "x"}), source=SOURCE)
    assert [str(row["discount_amount"]) for row in checked.rows] == ["None", "1.00"]
    assert [row["payment_method"] for row in checked.rows] == [None, "card"]
    assert [row["extras"] for row in checked.rows] == [{}, {"till": "4"}]
    assert checked.codes() == [(3, "discount_amount", "not-a-decimal")]


def test_a_late_column_goes_by_the_names_that_its_source_gives(check):
    source = source_text({"format": "jsonl", "columns": {"payment_method": {"from": ["pay", "paid_by"]}}})
    checked = check(lines({}, {"paid_by": "card"}, {"payment_method": "cash"}), source=source)
    assert [row["payment_method"] for row in checked.rows] == [None, "card", None]
    assert checked.rows[2]["extras"] == {"payment_method": "cash"}


def test_a_column_that_an_entry_supplies_is_not_taken_from_a_row(check):
    source = source_text({"format": "jsonl", "columns": {"channel": {"constant": "store"}}})
    row = check(lines({}, {"channel": "web"}), source=source).rows[1]
    assert (row["channel"], row["extras"]) == ("store", {"channel": "web"})


def test_what_rows_bring_beside_is_kept_by_row_as_it_stands(check):
    nested = '{"a": [1, 2.50, "3", null, true], "b": {"c": 1e3, "d": {}}}'
    checked = check(lines(sale(till="1"), sale(), sale(till="null", more=nested)), source=SOURCE)
    assert [row["extras"] for row in checked.rows] == [
        {"till": "1"},
        {"till": ""},
        {"till": "", "more": '{"a":[1,2.50,"3",null,true],"b":{"c":1e3,"d":{}}}'},
    ]


def test_control_characters_in_what_a_row_brings_refuse_it(check):
    checked = check(
        lines({}, {"till": "4\x07"}, {"ti\x00ll": "4"}, {"a": "\x01", "b": "x", "c": "\x02"}), source=SOURCE
    )
    assert checked.codes() == [
        (2, "till", "control-character"),
        (3, "ti\x00ll", "control-character"),
        (4, "a", "control-character"),
        (4, "c", "control-character"),
    ]


@pytest.mark.parametrize("depth", [100, 990, 5_000, 200_000])
def test_brackets_of_any_depth_are_kept_or_refused(check, depth):
    deep = sale(more="[" * depth + "]" * depth)
    checked = check(lines(sale(), deep, sale()), source=SOURCE)
    assert checked.codes() in ([], [(2, "", "not-json")])
    assert checked.landed.rows_in == 3
