"""Rows of fixed width: characters and not bytes, filled up with blanks or zeros."""

from datetime import date
from typing import Any

import pytest

from tests.corpus.case import source_text

# store 4, product 6, day 8, price 7, quantity 6, total 8
FIELDS = {"store_id": 4, "product_name": 6, "sales_date": 8, "price": 7, "quantity": 6, "total_cost": 8}
WIDTH = 39


def source(**more: Any) -> str:
    columns = {
        "customer_id": {"constant": None},
        "sales_person_id": {"constant": None},
        "sales_date": {"format": "%Y%m%d"},
    }
    fields = [{"name": name, "width": width} for name, width in FIELDS.items()]
    columns |= more.pop("columns", {})
    return source_text({"format": "fixed_width", "fields": fields, "columns": columns, **more})


def row(*texts: str, fill: str = " ", left: bool = False) -> str:
    fields = zip(texts, FIELDS.values(), strict=True)
    return "".join(text.ljust(width, fill) if left else text.rjust(width, fill) for text, width in fields)


SALE = ("1", "Tea", "20260301", "2.50", "2", "5.00")


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_blanks_on_either_side_are_filling(check, left, ending):
    checked = check((row(*SALE, left=left) + ending).encode(), source=source())
    loaded = checked.rows[0]
    assert (loaded["store_id"], loaded["product_name"], loaded["sales_date"]) == (1, "Tea", date(2026, 3, 1))
    assert [str(loaded[name]) for name in ("price", "quantity", "total_cost")] == ["2.5000", "2.000", "5.00"]
    assert loaded["extras"] == {}


def test_blanks_inside_a_field_are_its_own(check):
    text = row("1", "T ea", *SALE[2:])
    assert check(text.encode(), source=source()).rows[0]["product_name"] == "T ea"


def test_a_field_of_blanks_is_empty(check):
    checked = check(f"{row('1', '', '20260301', '', '2', '5.00')}\n{row('', *SALE[1:])}".encode(), source=source())
    assert (checked.rows[0]["product_name"], str(checked.rows[0]["price"])) == (None, "2.5000")
    assert checked.codes() == [(2, "store_id", "required-empty")]


def test_zeros_are_filling_of_figures_and_one_of_them_is_a_figure(check):
    tea, water = "0001   Tea202603010002.5000000200005.00", "0012 0.5 l202603010000000-00002-0000.00"
    checked = check(f"{tea}\n{water}\n".encode(), source=source(pad="0"))
    assert [(each["store_id"], each["product_name"]) for each in checked.rows] == [(1, "Tea"), (12, "0.5 l")]
    assert [str(each["quantity"]) for each in checked.rows] == ["2.000", "-2.000"]
    assert [str(each["total_cost"]) for each in checked.rows] == ["5.00", "0.00"]


def test_zeros_before_a_figure_need_no_declaration(check):
    text = "0001" + "   Tea" + "20260301" + "0002.50" + "000002" + "00005.00"
    assert check(text.encode(), source=source()).refused == []


def test_another_character_may_be_the_filling(check):
    loaded = check(row(*SALE[:1], "T*a", *SALE[2:], fill="*").encode(), source=source(pad="*")).rows[0]
    assert (loaded["store_id"], loaded["product_name"]) == (1, "T*a")


@pytest.mark.parametrize("name", ["K\u00e4se", "\u65e5\u672c\u8336", "\U0001f600\U0001f600", "e\u0301"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_character_is_one_however_many_bytes_it_has(check, name, encoding):
    text = row("1", name, *SALE[2:]) + "\n" + row(*SALE) + "\n"
    checked = check(text.encode(encoding), source=source(encoding=encoding))
    assert [each["product_name"] for each in checked.rows] == [name, "Tea"]
    assert checked.refused == []


@pytest.mark.parametrize(("change", "code"), [("", "row-width"), (" ", "row-width"), ("\r ", "control-character")])
def test_a_row_of_another_width_is_refused_and_the_next_is_not(check, change, code):
    text = row(*SALE)
    odd = text[:-1] if not change else text.rstrip() + change
    checked = check("\n".join([text, odd, text]).encode(), source=source())
    assert len(text) == WIDTH
    assert checked.codes() == [(2, "", code)]
    assert [each["row_number"] for each in checked.rows] == [1, 3]
    assert checked.refused[0]["text"] == odd


def test_marks_and_cents_count_in_fields_too(check):
    mapping = source(columns={"total_cost": {"unit": "cents"}}, decimal_mark=",", negative="trailing")
    text = row("1", "Tea", "20260301", "2,50", "2-", "500-")
    loaded = check(text.encode(), source=mapping).rows[0]
    assert [str(loaded[name]) for name in ("price", "quantity", "total_cost")] == ["2.5000", "-2.000", "-5.00"]


def test_a_field_that_the_contract_lacks_is_kept_without_its_filling(check):
    fields = [{"name": name, "width": width} for name, width in [*FIELDS.items(), ("till", 4)]]
    text = row(*SALE) + " 4b "
    assert check(text.encode(), source=source(fields=fields)).rows[0]["extras"] == {"till": "4b"}
