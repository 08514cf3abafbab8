"""Orders that one customer cannot have made, and what people found of them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("suspects")


def _order(moment: str, store: int, customer: int | None, receipt: str, day: str = "", **known: Any) -> dict[str, Any]:
    sold_at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    where = {"store_id": store, "customer_id": customer, "receipt_id": receipt, "line_no": 1}
    return sale(day or moment[:10], "1.00", sold_at=sold_at, **where, **known)


def _case(receipt: str, store: int, day: int, status: str) -> dict[str, Any]:
    return {"receipt_id": receipt, "store_id": store, "sales_date": date(2026, 8, day), "status": status}


def _pairs(landed: LandedLake) -> list[tuple[Any, ...]]:
    return landed.rows("gold.suspects", "customer_id", "earlier_order_key", "order_key", "seconds_between")


def test_an_order_is_compared_with_the_one_just_before_in_another_store(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            _order("2026-08-01T12:00:00", 1, 7, "a"),
            _order("2026-08-01T12:05:00", 2, 7, "b"),
            _order("2026-08-01T12:10:01", 1, 7, "c"),
            # Just before it the customer was in another store, but not the same one as a minute earlier.
            _order("2026-08-01T10:00:00", 1, 8, "d"),
            _order("2026-08-01T10:01:00", 2, 8, "e"),
            _order("2026-08-01T10:02:00", 2, 8, "f"),
            _order("2026-08-01T12:00:00", 2, 9, "g"),
            _order("2026-08-01T12:00:00", 1, 9, "h"),
            _order("2026-08-01T12:00:00", 1, 10, "i"),
            _order("2026-08-01T12:05:00.400000", 2, 10, "k"),
            _order("2026-08-01T12:00:00", 1, None, "l"),
            _order("2026-08-01T12:00:00", 2, None, "m"),
            sale("2026-08-01", "1.00", customer_id=11, store_id=1),
            sale("2026-08-01", "1.00", customer_id=11, store_id=2),
        )
    )
    on_the_day = "2026-08-01"
    assert _pairs(landed) == [
        (7, f"1|{on_the_day}|ra", f"2|{on_the_day}|rb", 300),
        (8, f"1|{on_the_day}|rd", f"2|{on_the_day}|re", 60),
        (9, f"1|{on_the_day}|rh", f"2|{on_the_day}|rg", 0),
    ]


def test_a_pair_shows_both_orders(landed: LandedLake) -> None:
    later = _order("2026-08-01T12:00:09", 2, 7, "b")
    landed.refresh(
        landed.sales(
            _order("2026-08-01T12:00:00", 1, 7, "a"),
            later,
            {**later, "line_no": 2, "total_cost": Decimal("0.25"), "price": Decimal("0.25")},
        )
    )
    shown = ("store_id", "receipt_id", "net_sales", "earlier_store_id", "earlier_net_sales", "case_status")
    assert landed.rows("gold.suspects", *shown) == [(2, "b", Decimal("1.25"), 1, Decimal("1.00"), "open")]


def test_what_people_found_is_told_of_the_later_order(landed: LandedLake) -> None:
    at_noon = [_order(f"2026-08-0{day}T12:00:00", 1, 7, f"a{day}") for day in (1, 2)]
    soon_after = [_order(f"2026-08-0{day}T12:00:30", 2, 7, f"b{day}") for day in (1, 2)]
    landed.refresh(landed.sales(*at_noon, *soon_after))
    cases = [("b1", 2, 1, "dismissed"), ("a2", 1, 2, "confirmed")]
    landed.refresh(landed.land("suspect_case", [_case(*said) for said in cases]))
    assert landed.rows("gold.suspects", "receipt_id", "case_status") == [("b1", "dismissed"), ("b2", "open")]


def test_a_receipt_number_that_comes_back_is_another_case(landed: LandedLake) -> None:
    at_noon = [_order(f"2026-08-0{day}T12:00:00", 1, 7, f"a{day}") for day in (1, 2)]
    soon_after = [_order(f"2026-08-0{day}T12:00:30", 2, 7, "17") for day in (1, 2)]
    first, second = _case("17", 2, 1, "dismissed"), _case("17", 2, 2, "confirmed")
    landed.refresh(landed.sales(*at_noon, *soon_after), landed.land("suspect_case", [first]))
    shown = ("sales_date", "case_status", "order_basis")
    by_day = [date(2026, 8, day) for day in (1, 2)]
    assert landed.rows("gold.suspects", *shown) == [
        (by_day[0], "dismissed", "receipt"),
        (by_day[1], "open", "receipt"),
    ]
    landed.refresh(landed.land("suspect_case", [second], path="second.csv"))
    assert [status for _, status, _ in landed.rows("gold.suspects", *shown)] == ["dismissed", "confirmed"]


def test_a_pair_of_which_one_order_has_no_receipt_says_so(landed: LandedLake) -> None:
    with_receipt, without = _order("2026-08-01T12:00:00", 1, 7, "a"), _order("2026-08-01T12:00:30", 2, 7, "b")
    landed.refresh(landed.sales(with_receipt, {**without, "receipt_id": None}))
    assert landed.rows("gold.suspects", "order_basis") == [("customer-store-day",)]


def test_a_pair_over_midnight_is_found_whichever_order_comes_in_last(landed: LandedLake) -> None:
    before_midnight = _order("2026-08-31T23:59:00", 1, 7, "a")
    after_midnight = _order("2026-09-01T00:01:00", 2, 7, "b")
    landed.refresh(landed.sales(after_midnight, path="after.csv"))
    landed.refresh(landed.sales(before_midnight, path="before.csv"))
    assert _pairs(landed) == [(7, "1|2026-08-31|ra", "2|2026-09-01|rb", 120)]


def test_a_store_further_east_is_a_day_ahead(landed: LandedLake) -> None:
    in_the_east = _order("2026-08-31T22:30:00", 1, 7, "a", day="2026-09-01")
    in_the_west = _order("2026-08-31T22:31:00", 2, 7, "b", day="2026-08-31")
    landed.refresh(landed.sales(in_the_east, path="east.csv"))
    landed.refresh(landed.sales(in_the_west, path="west.csv"))
    assert _pairs(landed) == [(7, "1|2026-09-01|ra", "2|2026-08-31|rb", 60)]


def test_a_pair_is_found_whichever_of_its_days_arrives_last_and_not_where_day_and_moment_disagree(
    landed: LandedLake,
) -> None:
    # The later order is on the earlier business date: its store lies far to the west.
    at = datetime(2026, 6, 11, 3, 0, tzinfo=UTC)
    west = sale("2026-06-10", "1.00", receipt_id="west", store_id=1, sold_at=at + timedelta(seconds=60))
    east = sale("2026-06-11", "2.00", receipt_id="east", store_id=2, sold_at=at)
    wrong = sale("2026-06-30", "3.00", receipt_id="wrong", store_id=3, sold_at=at + timedelta(seconds=30))
    for name, row in (("w", west), ("x", wrong), ("e", east)):
        landed.refresh(landed.sales(row, path=f"{name}.csv"))
    assert landed.rows("gold.suspects", "receipt_id", "earlier_store_id", "seconds_between") == [("west", 2, 60)]
