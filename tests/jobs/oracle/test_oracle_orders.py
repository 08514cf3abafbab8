"""The independent SQL on orders: amounts of the order as a whole, orders without a receipt, worked out by hand."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from tests.jobs.landed import sale
from tests.jobs.oracle import oracle
from tests.jobs.oracle.by_hand import answered, cents
from tests.jobs.oracle.silver_like import silver_of
from tests.jobs.oracle.worlds import World, small_world


def test_the_cent_that_is_left_goes_to_the_largest_fraction_and_then_to_the_first_row() -> None:
    receipt = {"receipt_id": "r", "order_tax_amount": Decimal("1.00")}
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", **receipt),  # 100 x 100 / 300 = 33 1/3 each
            sale("2026-07-01", "1.00", **receipt),
            sale("2026-07-01", "-1.00", **receipt),
        ]
    }
    assert answered(world, "fact_sales", "row_number", "tax_amount", "total_due") == [
        (1, *cents("0.34", "1.34")),
        (2, *cents("0.33", "1.33")),
        (3, *cents("0.33", "-0.67")),
    ]


def test_the_amount_of_an_order_is_the_greatest_that_a_line_names_and_keeps_its_sign() -> None:
    receipt = {"receipt_id": "r"}
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", **receipt, order_discount_amount=Decimal("-0.10"), tax_amount=Decimal("0.07")),
            sale("2026-07-01", "5.00", **receipt, order_discount_amount=Decimal("-9.00")),  # 10 x 1/6, 5/6: 1.67, 8.33
            sale("2026-07-02", "0.00", **receipt, order_freight_amount=Decimal("0.03")),
            sale("2026-07-02", "0.00", **receipt),
        ]
    }
    shown = ("row_number", "order_discount", "tax_amount", "freight_amount", "total_due")
    assert answered(world, "fact_sales", *shown) == [
        (1, *cents("-0.02", "0.07", "0.00", "1.09")),
        (2, *cents("-0.08", "0.00", "0.00", "5.08")),
        (3, *cents("0.00", "0.00", "0.02", "0.02")),
        (4, *cents("0.00", "0.00", "0.01", "0.01")),
    ]


def test_orders_without_a_receipt_are_told_apart_by_customer_and_the_least_customer_has_a_receipt() -> None:
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", customer_id=None),
            sale("2026-07-01", "60.00", customer_id=None),
            sale("2026-07-01", "1.00", customer_id=9),
            sale("2026-07-01", "99.99", customer_id=9, receipt_id="r"),
            sale("2026-07-01", "0.01", customer_id=8, receipt_id="r"),
            sale("2026-07-01", "0.00", customer_id=None, receipt_id="r"),
            sale("2026-07-02", "1.00", customer_id=None, receipt_id="r"),
        ]
    }
    assert answered(world, "fact_sales", "row_number", "customer_id", "order_key", "order_basis", "is_high_value") == [
        (1, None, "1|2026-07-01|a", "customer-store-day", False),
        (2, None, "1|2026-07-01|a", "customer-store-day", False),
        (3, 9, "1|2026-07-01|c9", "customer-store-day", False),
        (4, 8, "1|2026-07-01|rr", "receipt", True),
        (5, 8, "1|2026-07-01|rr", "receipt", True),
        (6, 8, "1|2026-07-01|rr", "receipt", True),
        (7, None, "1|2026-07-02|rr", "receipt", False),
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=small_world())
def test_the_lines_of_an_order_add_up_to_it(world: World) -> None:
    connection = oracle.load(silver_of(world))
    for name in oracle.NAMES:
        oracle.answer(connection, name)
    connection.register("fact", oracle.answer_table(connection, "fact_sales"))
    off = """select o.order_key from orders o join fact f on f.order_key = o.order_key
        group by o.order_key, o.order_discount, o.order_freight, o.order_tax
        having sum(f.order_discount) <> coalesce(o.order_discount, 0)
            or sum(f.freight_amount) <> coalesce(o.order_freight, 0) or sum(f.tax_amount) <> o.order_tax"""
    assert connection.execute(off).fetchall() == []
    assert connection.execute("select count(*) from fact").fetchall() == [(len(world["pos_sales"]),)]
