"""The independent SQL on what customers have done, worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.jobs.landed import sale
from tests.jobs.oracle.by_hand import answered


def test_who_buys_seldom() -> None:
    def bought(customer: int, *days: str) -> list[dict[str, Any]]:
        return [sale(day, "1.00", customer_id=customer, receipt_id=f"{customer}{day}") for day in days]

    world = {
        "pos_sales": [
            *bought(1, "2026-05-01"),
            *bought(2, "2026-06-01"),  # not there for thirty days
            *bought(3, "2026-05-01", "2026-05-03", "2026-05-04", "2026-06-28"),  # 2, 1, 55: 2 days; gap 2
            *bought(4, "2026-05-01", "2026-05-03", "2026-05-04"),  # 2, 1: 1.5 days; gap 57
            *bought(5, "2026-01-01", "2026-04-01"),  # 90 days; gap 90, one date in 90 days up to the 30th of June
            *bought(6, "2026-01-01", "2026-03-02"),  # 60 days; gap 120, none
            *bought(7, "2026-05-31", "2026-06-20"),  # 20 days; gap 10
            *bought(8, "2026-04-02", "2026-04-03", "2026-06-29", "2026-06-30"),
            sale("2026-06-30", "-1.00", customer_id=1),  # a return is no purchase
            *bought(9, "2026-07-01"),
        ]
    }
    shown = ("customer_id", "last_purchase", "gap_days", "own_median_gap", "purchase_dates", "reason")
    assert answered(world, "infrequent_buyers", *shown, as_of=date(2026, 6, 30)) == [
        (1, date(2026, 5, 1), 60, None, 1, "few purchases"),
        (4, date(2026, 5, 4), 57, Decimal("1.5"), 3, "long gap"),
        (5, date(2026, 4, 1), 90, Decimal("90.0"), 0, "few purchases"),
        (6, date(2026, 3, 2), 120, Decimal("60.0"), 0, "few purchases, long gap"),
    ]


def test_a_gap_of_exactly_one_and_a_half_times_is_not_long() -> None:
    days = ("2026-05-01", "2026-05-21")
    world = {"pos_sales": [sale(day, "1.00", receipt_id=day) for day in days]}
    assert answered(world, "infrequent_buyers", "reason", as_of=date(2026, 6, 20)) == []
    assert answered(world, "infrequent_buyers", "reason", as_of=date(2026, 6, 21)) == [("long gap",)]


def test_an_order_soon_after_one_in_another_store_is_suspect() -> None:
    def order(name: str, store: int, hour: int, minute: int, second: int, day: int = 1) -> dict[str, Any]:
        moment = datetime(2026, 7, day, hour, minute, second, tzinfo=UTC)
        return sale(f"2026-07-{day:02}", "1.00", store_id=store, receipt_id=name, sold_at=moment)

    world = {
        "pos_sales": [
            order("a", 1, 9, 0, 0),
            order("b", 2, 9, 5, 0),  # 300 s
            order("c", 1, 9, 10, 1),  # 301 s
            order("d", 1, 9, 10, 2),  # the same store; e is measured from here
            order("e", 2, 9, 10, 2),
            order("f", 1, 23, 59, 59),
            order("g", 2, 0, 0, 1, day=2),
            {**order("h", 1, 0, 0, 2, day=2), "customer_id": None},
            {**order("i", 2, 0, 0, 3, day=2), "customer_id": None},
        ],
        "suspect_case": [
            {"store_id": 2, "receipt_id": "b", "sales_date": date(2026, 7, 1), "status": "dismissed"},
            {"store_id": 1, "receipt_id": "e", "sales_date": date(2026, 7, 1), "status": "confirmed"},
        ],
    }
    shown = ("sales_date", "order_key", "earlier_order_key", "seconds_between", "case_status")
    assert answered(world, "suspects", *shown) == [
        (date(2026, 7, 1), "2|2026-07-01|rb", "1|2026-07-01|ra", 300, "dismissed"),
        (date(2026, 7, 1), "2|2026-07-01|re", "1|2026-07-01|rd", 0, "open"),
        (date(2026, 7, 2), "2|2026-07-02|rg", "1|2026-07-01|rf", 2, "open"),
    ]


def test_a_cohort_comes_back_or_not() -> None:
    world = {
        "pos_sales": [
            sale("2026-01-10", "1.00", customer_id=1),
            sale("2026-01-20", "1.00", customer_id=2),
            sale("2026-03-01", "1.00", customer_id=2),
            sale("2026-02-01", "-1.00", customer_id=1),  # a return: not active
            sale("2026-03-05", "1.00", customer_id=3),
            sale("2026-04-01", "1.00", customer_id=None),
        ]
    }
    shown = ("cohort_month", "months_since", "active_customers", "cohort_size", "retention")
    assert answered(world, "cohort_retention", *shown) == [
        ("2026-01", 0, 2, 2, Decimal("1.0000")),
        ("2026-01", 1, 0, 2, Decimal("0.0000")),
        ("2026-01", 2, 1, 2, Decimal("0.5000")),
        ("2026-01", 3, 0, 2, Decimal("0.0000")),
        ("2026-03", 0, 1, 1, Decimal("1.0000")),
        ("2026-03", 1, 0, 1, Decimal("0.0000")),
    ]
    assert answered(world, "monthly_customer_acquisition", "sales_month", "new_customers", "change_percent") == [
        ("2026-01", 2, None),
        ("2026-02", 0, Decimal("-100.00")),
        ("2026-03", 1, None),
        ("2026-04", 0, Decimal("-100.00")),
    ]


def test_of_equal_customers_the_one_with_the_greater_id_scores_higher() -> None:
    world = {"pos_sales": [sale("2026-07-01", "1.00", customer_id=number) for number in range(1, 8)]}
    shown = ("customer_id", "recency_score", "frequency_score", "monetary_score", "rfm_score", "segment")
    # Seven in five parts: two, two, one, one, one.
    assert answered(world, "rfm", *shown) == [
        (1, 1, 1, 1, 3, "lost"),
        (2, 1, 1, 1, 3, "lost"),
        (3, 2, 2, 2, 6, "about to sleep"),
        (4, 2, 2, 2, 6, "about to sleep"),
        (5, 3, 3, 3, 9, "loyal"),
        (6, 4, 4, 4, 12, "champions"),
        (7, 5, 5, 5, 15, "champions"),
    ]
