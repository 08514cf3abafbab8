"""Hand-worked amounts: price x quantity, less discount, is the total; any two give the third."""

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "total"),
    [
        ("2.50", "2", "", "5.00"),
        ("2.50", "2", "0.50", "4.50"),
        ("2.50", "-2", "", "-5.00"),
        ("0.333", "0.5", "", "0.17"),  # 0.1665
        ("0.05", "0.1", "", "0.01"),  # 0.005 is rounded up
        ("0.05", "-0.1", "", "-0.01"),  # and away from zero
        ("0.0499", "0.1", "", "0.00"),
        ("99999999999999.9999", "0.001", "", "100000000000.00"),
        ("0", "3", "", "0"),
    ],
)
def test_amounts_that_agree_to_the_cent_are_loaded(check, sales, price, quantity, discount, total):
    amounts = {"price": price, "quantity": quantity, "discount_amount": discount, "total_cost": total}
    checked = check(sales(amounts))
    assert checked.refused == []
    assert checked.rows[0]["total_cost"] == Decimal(total)


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "total"),
    [("2.50", "2", "", "5.01"), ("2.50", "2", "0.50", "5.00"), ("0.05", "0.1", "", "0.00"), ("1", "0", "", "1.00")],
)
def test_amounts_a_cent_apart_are_refused(check, sales, price, quantity, discount, total):
    amounts = {"price": price, "quantity": quantity, "discount_amount": discount, "total_cost": total}
    assert check(sales({}, amounts)).codes() == [(2, "total_cost", "amounts-disagree")]


@pytest.mark.parametrize(
    ("given", "column", "derived"),
    [
        ({"price": "0.333", "quantity": "0.5", "total_cost": ""}, "total_cost", "0.17"),
        ({"price": "2.5", "quantity": "2", "discount_amount": "1", "total_cost": ""}, "total_cost", "4.00"),
        ({"price": "", "quantity": "3", "total_cost": "10.00"}, "price", "3.3333"),
        ({"price": "", "quantity": "8", "total_cost": "0.02", "discount_amount": "0.03"}, "price", "0.0063"),  # 0.00625
        ({"price": "", "quantity": "-8", "total_cost": "-0.05"}, "price", "0.0063"),
        ({"price": "", "quantity": "8", "total_cost": "-0.05"}, "price", "-0.0063"),
        ({"price": "", "quantity": "0", "total_cost": "4.00"}, "price", None),
        ({"price": "", "quantity": "0", "total_cost": "0.00"}, "price", None),
        ({"price": "4", "quantity": "", "total_cost": "1.00"}, "quantity", "0.250"),
        ({"price": "3", "quantity": "", "total_cost": "2.00", "discount_amount": "3"}, "quantity", "1.667"),
    ],
)
def test_any_two_give_the_third(check, sales, given, column, derived):
    checked = check(sales(given))
    assert checked.refused == []
    assert checked.rows[0][column] == (None if derived is None else Decimal(derived))


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"price": "", "quantity": ""}, [("price", "required-empty"), ("quantity", "required-empty")]),
        ({"price": "", "total_cost": ""}, [("price", "required-empty"), ("total_cost", "required-empty")]),
        ({"price": "0", "quantity": "", "total_cost": "0"}, [("quantity", "required-empty")]),
        ({"price": "0", "quantity": "", "total_cost": "1"}, [("total_cost", "amounts-disagree")]),
        ({"price": "", "quantity": "0.001", "total_cost": "9999999999999999.99"}, [("price", "out-of-range")]),
        ({"price": "", "quantity": "x"}, [("quantity", "not-a-decimal")]),
    ],
)
def test_what_cannot_be_derived_is_refused(check, sales, given, codes):
    assert [(column, code) for _, column, code in check(sales(given)).codes()] == codes
