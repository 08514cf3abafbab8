"""The star's fact: nothing lost in a join, order amounts shared out to the cent, the promotion that applied."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("fact_sales")
_WINDOW = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 30)}


def order(*totals: str, **of_order: Any) -> list[dict[str, Any]]:
    amounts = {name: Decimal(value) for name, value in of_order.items()}
    return [sale("2026-06-10", total, receipt_id="r", line_no=n, **amounts) for n, total in enumerate(totals, start=1)]


def test_the_amounts_of_an_order_are_shared_out_among_its_lines_to_the_cent(landed: LandedLake) -> None:
    # Weights 10.00, 10.00, 1.00 of 21.00. Tax 1.00: 47.619, 47.619, 4.762 cents: down to 47, 47, 4; the two cents that
    # are left go to the largest remainders: line 3 (.762), then line 1 before line 2 (.619 both).
    # Freight 0.02: 0.952, 0.952, 0.095: 0, 0, 0 and a cent each for lines 1 and 2.
    landed.refresh(landed.sales(*order("10.00", "10.00", "1.00", order_tax_amount="1.00", order_freight_amount="0.02")))
    assert landed.rows("gold.fact_sales", "line_no", "tax_amount", "freight_amount", "total_due") == [
        (1, Decimal("0.48"), Decimal("0.01"), Decimal("10.49")),
        (2, Decimal("0.47"), Decimal("0.01"), Decimal("10.48")),
        (3, Decimal("0.05"), Decimal("0.00"), Decimal("1.05")),
    ]


def test_the_discount_of_a_refunded_order_is_shared_out_with_its_sign(landed: LandedLake) -> None:
    landed.refresh(landed.sales(*order("-5.00", "-5.00", "0.00", order_discount_amount="-0.25")))
    found = landed.rows("gold.fact_sales", "line_no", "order_discount", "total_due")
    assert found == [
        (1, Decimal("-0.13"), Decimal("-4.87")),
        (2, Decimal("-0.12"), Decimal("-4.88")),
        (3, Decimal("0.00"), Decimal("0.00")),
    ]


def test_lines_of_no_value_bear_equal_parts(landed: LandedLake) -> None:
    landed.refresh(landed.sales(*order("0.00", "0.00", "0.00", order_freight_amount="1.00")))
    assert landed.rows("gold.fact_sales", "line_no", "freight_amount") == [
        (1, Decimal("0.34")),
        (2, Decimal("0.33")),
        (3, Decimal("0.33")),
    ]


def test_a_line_points_at_the_version_of_its_day_and_at_a_member_where_there_is_none(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            sale("2026-06-10", "1.00", product_id=5, receipt_id="a"),
            sale("2026-06-20", "1.00", product_id=5, receipt_id="b"),
            sale("2026-06-20", "1.00", product_id=6, customer_id=None, receipt_id="c", sales_person_id=None),
        ),
        landed.land("product", [{"id": 5, "name": "tea", "business_date": date(2026, 6, 15)}], path="1.csv"),
        landed.land("product", [{"id": 5, "name": "Tea", "business_date": date(2026, 6, 20)}], path="2.csv"),
        landed.land("customer", [{"customer_id": 7, "first_name": "Ada", "business_date": date(2026, 1, 1)}]),
    )
    keys = ("receipt_id", "product_key", "customer_key", "store_key", "sales_person_key", "promotion_key")
    assert landed.rows("gold.fact_sales", *keys) == [
        ("a", "5@2026-06-15", "7@2026-01-01", "unknown", "unknown", "none"),
        ("b", "5@2026-06-20", "7@2026-01-01", "unknown", "unknown", "none"),
        ("c", "unknown", "none", "unknown", "none", "none"),
    ]


def test_the_customer_of_an_order_is_that_of_all_its_lines(landed: LandedLake) -> None:
    lines = order("60.00", "39.99")
    landed.refresh(landed.sales({**lines[0], "customer_id": None}, lines[1], sale("2026-06-10", "100.00")))
    columns = ("customer_id", "is_high_value", "order_basis", "order_key")
    assert landed.rows("gold.fact_sales", *columns) == [
        (7, False, "receipt", "1|2026-06-10|rr"),
        (7, False, "receipt", "1|2026-06-10|rr"),
        (7, True, "customer-store-day", "1|2026-06-10|c7"),
    ]


def test_the_largest_discount_wins_and_the_till_s_own_word_before_it(landed: LandedLake) -> None:
    def promotion(name: str, percent: str | None, **scope: Any) -> dict[str, Any]:
        return {"promotion_id": name, "discount_percent": percent and Decimal(percent), **_WINDOW, **scope}

    landed.refresh(
        landed.sales(
            sale("2026-06-10", "1.00", product_id=5, receipt_id="both"),
            sale("2026-06-10", "1.00", product_id=5, receipt_id="own", promotion_id="mine"),
            sale("2026-06-10", "1.00", product_id=8, receipt_id="category"),
            sale("2026-06-10", "1.00", product_name="tea", receipt_id="name"),
            sale("2026-06-10", "1.00", product_id=9, receipt_id="all"),
            sale("2026-06-10", "1.00", product_name="who knows", receipt_id="unknown"),
            sale("2026-06-10", "1.00", product_id=5, receipt_id="store 2", store_id=2),
            sale("2026-07-01", "1.00", product_id=5, receipt_id="over"),
        ),
        landed.land(
            "product", [{"id": 5, "name": "tea", "category": "hot"}, {"id": 8, "name": "soup", "category": "hot"}]
        ),
        landed.land(
            "promotion",
            [
                promotion("five", "20", product_id=5, store_id=1),
                promotion("also five", "20.00", product_id=5, store_id=1),
                promotion("hot", "15", category="hot"),
                promotion("cold five", "90", category="cold", product_id=5),
                promotion("all", "10"),
                promotion("nothing", None),
            ],
        ),
    )
    assert dict(landed.rows("gold.fact_sales", "receipt_id", "promotion_id")) == {
        "both": "also five",
        "own": "mine",
        "category": "hot",
        "name": "also five",
        "all": "all",
        "unknown": "all",
        "store 2": "hot",
        "over": None,
    }
    keys = dict(landed.rows("gold.fact_sales", "receipt_id", "promotion_key"))
    assert (keys["own"], keys["over"], keys["all"]) == ("unknown", "none", "all")


def test_a_sale_after_its_store_has_closed_is_kept_and_marked(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(sale("2026-06-30", "1.00"), sale("2026-07-01", "2.00")),
        landed.land("store", [{"id": 1, "address": "A", "store_closing_date": date(2026, 6, 30)}]),
    )
    assert landed.rows("gold.fact_sales", "sales_date", "subtotal", "repair") == [
        (date(2026, 6, 30), Decimal("1.00"), None),
        (date(2026, 7, 1), Decimal("2.00"), "sale-after-close"),
    ]


@pytest.mark.marts("fact_sales", "product_demand")
def test_a_return_that_says_it_was_sold_after_it_came_back_is_kept_and_marked(landed: LandedLake) -> None:
    days = {"before": date(2026, 5, 31), "same": date(2026, 6, 30), "after": date(2026, 7, 1)}
    sold = sale("2026-06-30", "3.00", receipt_id="no return", original_sales_date=days["after"])
    returns = (sale("2026-06-30", "-1.00", receipt_id=name, original_sales_date=day) for name, day in days.items())
    landed.refresh(landed.sales(sold, *returns))
    assert dict(landed.rows("gold.fact_sales", "receipt_id", "repair")) == {
        "before": None,
        "same": None,
        "after": "return-before-sale",
        "no return": None,
    }
    counted = landed.rows("gold.product_demand", "sales_month", "returned_units")
    assert counted == [("2026-05", Decimal(1)), ("2026-06", Decimal(2))]
