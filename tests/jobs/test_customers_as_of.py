"""The marts that look back on known customers from a date, on eight customers worked out by hand.

From 2026-09-30 the 90 days begin on 2026-07-03, and who first bought on 2026-08-31 has done so for 30 days.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.derive.gold import build_months
from tests.jobs.landed import LandedLake, sale

_ABOUT = (
    *("customer_analysis", "customers_by_region", "engagement_depth", "infrequent_buyers"),
    *("rfm", "top_customers"),
)
AS_OF = date(2026, 9, 30)
_SOLD: tuple[tuple[int | None, str, str, dict[str, Any]], ...] = (
    # 1 was there every ten days, then came back once and stayed away: gaps of 10, 10 and 30 days.
    *((1, f"2026-{day}", "10.00", {}) for day in ("06-01", "06-11", "06-21")),
    (1, "2026-07-21", "10.00", {"store_id": 2}),
    # 2 has spent as much in store 1 as in store 2; of the 90 days the first purchase lies two days outside.
    (2, "2026-07-01", "20.00", {}),
    (2, "2026-09-30", "20.00", {"store_id": 2}),
    (3, "2026-08-31", "5.00", {"store_id": 2}),
    # 4 first bought 29 days back, and has brought back more than that.
    (4, "2026-09-01", "7.00", {}),
    (4, "2026-09-02", "-8.00", {}),
    # 5 has never bought anything.
    (5, "2026-09-01", "-3.00", {}),
    # 6 bought on the first of the 90 days; most of it was spent in store 1.
    (6, "2026-07-03", "5.00", {"store_id": 3}),
    (6, "2026-08-02", "15.00", {}),
    # 7 has stayed away for 30 days, exactly 1.5 times the 20 between two dates; two stores on one date are one date.
    (7, "2026-08-11", "5.00", {}),
    (7, "2026-08-31", "5.00", {}),
    (7, "2026-08-31", "5.00", {"store_id": 2}),
    # 8 has gaps of 10 and 15 days, and three purchases on the last date.
    (8, "2026-08-16", "10.00", {"store_id": 3}),
    (8, "2026-08-26", "10.00", {"store_id": 3}),
    *((8, "2026-09-10", total, {"store_id": 3, "receipt_id": total}) for total in ("4.00", "3.50", "2.50")),
    (None, "2026-09-15", "100.00", {}),
)
_CUSTOMERS: list[dict[str, Any]] = [
    {"customer_id": 1, "first_name": "Ada", "last_name": "King", "region": "East"},
    {"customer_id": 4, "region": "East"},
    {"customer_id": 8, "first_name": "Bob"},
]
_STORES: list[dict[str, Any]] = [{"id": 1, "region": "North"}, {"id": 3, "address": "Quay"}]


def _world(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    landed = LandedLake(spark, tmp_path_factory.mktemp("customers"), marts=_ABOUT)
    landed.refresh(
        landed.sales(*(sale(day, total, customer_id=who, **known) for who, day, total, known in _SOLD)),
        landed.land("customer", _CUSTOMERS),
        landed.land("store", _STORES),
    )
    return landed


@pytest.fixture(scope="module")
def world(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    return _world(spark, tmp_path_factory)


@pytest.fixture(scope="module")
def earlier(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    """The same world, looked back on from the middle of a month."""
    landed = _world(spark, tmp_path_factory)
    build_months(landed.spark, landed.lake, frozenset(), as_of=date(2026, 7, 3))
    return landed


def test_customers_are_those_who_have_bought_something(world: LandedLake) -> None:
    shown = ("customer_id", "as_of", "full_name", "region", "first_purchase", "last_purchase")
    june, july, august, september = (date(2026, month, 1) for month in (6, 7, 8, 9))
    assert world.rows("gold.customer_analysis", *shown) == [
        (1, AS_OF, "Ada King", "East", june, july.replace(day=21)),
        (2, AS_OF, None, "North", july, AS_OF),
        (3, AS_OF, None, "unknown", august.replace(day=31), august.replace(day=31)),
        (4, AS_OF, None, "East", september, september),
        (6, AS_OF, None, "North", july.replace(day=3), august.replace(day=2)),
        (7, AS_OF, None, "North", august.replace(day=11), august.replace(day=31)),
        (8, AS_OF, "Bob", "unknown", august.replace(day=16), september.replace(day=10)),
    ]


def test_all_orders_count_once_there_is_a_purchase(world: LandedLake) -> None:
    shown = ("customer_id", "orders", "net_sales", "lifetime_value", "average_order_value", "spend_rank")
    assert world.rows("gold.customer_analysis", *shown) == [
        (1, 4, Decimal("40.00"), Decimal("40.00"), Decimal("10.00"), 1),
        (2, 2, Decimal("40.00"), Decimal("40.00"), Decimal("20.00"), 1),
        (3, 1, Decimal("5.00"), Decimal("5.00"), Decimal("5.00"), 6),
        (4, 2, Decimal("-1.00"), Decimal("-1.00"), Decimal("-0.50"), 7),
        (6, 2, Decimal("20.00"), Decimal("20.00"), Decimal("10.00"), 4),
        (7, 3, Decimal("15.00"), Decimal("15.00"), Decimal("5.00"), 5),
        (8, 5, Decimal("30.00"), Decimal("30.00"), Decimal("6.00"), 3),
    ]


def test_the_home_store_stands_in_for_a_missing_region(world: LandedLake) -> None:
    shown = ("region", "as_of", "customers", "net_sales", "share")
    assert world.rows("gold.customers_by_region", *shown) == [
        ("East", AS_OF, 2, Decimal("39.00"), Decimal("0.2617")),
        ("North", AS_OF, 3, Decimal("75.00"), Decimal("0.5034")),
        ("unknown", AS_OF, 2, Decimal("35.00"), Decimal("0.2349")),
    ]


def test_places_of_top_customers_are_never_shared(world: LandedLake) -> None:
    shown = ("spend_rank", "customer_id", "full_name", "net_spend", "orders", "average_order_value", "last_purchase")
    assert world.rows("gold.top_customers", *shown)[:3] == [
        (1, 1, "Ada King", Decimal("40.00"), 4, Decimal("10.00"), date(2026, 7, 21)),
        (2, 2, None, Decimal("40.00"), 2, Decimal("20.00"), AS_OF),
        (3, 8, "Bob", Decimal("30.00"), 5, Decimal("6.00"), date(2026, 9, 10)),
    ]
    assert world.rows("gold.top_customers", "spend_rank", "customer_id")[3:] == [(4, 6), (5, 7), (6, 3), (7, 4)]


def test_returns_alone_are_no_purchases(world: LandedLake) -> None:
    assert world.rows("gold.engagement_depth", "customer_id", "purchases", "engagement", "class_share") == [
        (1, 4, "occasional", Decimal("0.5714")),
        (2, 2, "occasional", Decimal("0.5714")),
        (3, 1, "one-time", Decimal("0.2857")),
        (4, 1, "one-time", Decimal("0.2857")),
        (6, 2, "occasional", Decimal("0.5714")),
        (7, 3, "occasional", Decimal("0.5714")),
        (8, 5, "regular", Decimal("0.1429")),
    ]


def test_scores_part_customers_into_fifths_the_lower_ones_larger(world: LandedLake) -> None:
    measured = ("customer_id", "recency_days", "frequency", "monetary")
    assert world.rows("gold.rfm", *measured) == [
        (1, 71, 4, Decimal("40.00")),
        (2, 0, 2, Decimal("40.00")),
        (3, 30, 1, Decimal("5.00")),
        (4, 29, 1, Decimal("-1.00")),
        (6, 59, 2, Decimal("20.00")),
        (7, 30, 2, Decimal("15.00")),
        (8, 20, 3, Decimal("30.00")),
    ]
    scored = ("customer_id", "recency_score", "frequency_score", "monetary_score", "rfm_score", "segment")
    assert world.rows("gold.rfm", *scored) == [
        (1, 1, 5, 4, 10, "cannot lose"),
        (2, 5, 2, 5, 12, "recent"),
        (3, 2, 1, 1, 4, "about to sleep"),
        (4, 3, 1, 1, 5, "promising"),
        (6, 1, 2, 2, 5, "lost"),
        (7, 2, 3, 2, 7, "at risk"),
        (8, 4, 4, 3, 11, "champions"),
    ]


def test_infrequent_buyers_buy_seldom_or_stay_away_longer_than_they_used_to(world: LandedLake) -> None:
    shown = ("customer_id", "gap_days", "own_median_gap", "purchase_dates", "reason")
    assert world.rows("gold.infrequent_buyers", *shown) == [
        (1, 71, Decimal("10.0"), 1, "few purchases, long gap"),
        (2, 0, Decimal("91.0"), 1, "few purchases"),
        (3, 30, None, 1, "few purchases"),
        (6, 59, Decimal("30.0"), 2, "long gap"),
        (8, 20, Decimal("12.5"), 3, "long gap"),
    ]
    known = ("customer_id", "as_of", "full_name", "first_purchase", "last_purchase")
    assert world.rows("gold.infrequent_buyers", *known)[0] == (
        *(1, AS_OF, "Ada King"),
        *(date(2026, 6, 1), date(2026, 7, 21)),
    )


def test_what_was_sold_after_as_of_is_not_seen(earlier: LandedLake) -> None:
    shown = ("customer_id", "as_of", "orders", "net_sales", "last_purchase", "spend_rank")
    day = date(2026, 7, 3)
    assert earlier.rows("gold.customer_analysis", *shown) == [
        (1, day, 3, Decimal("30.00"), date(2026, 6, 21), 1),
        (2, day, 1, Decimal("20.00"), date(2026, 7, 1), 2),
        (6, day, 1, Decimal("5.00"), day, 3),
    ]
    assert earlier.rows("gold.rfm", "customer_id", "recency_days", "frequency") == [(1, 12, 3), (2, 2, 1), (6, 0, 1)]
    assert earlier.rows("gold.infrequent_buyers") == []
    assert [row[0] for row in earlier.rows("gold.top_customers", "customer_id")] == [1, 2, 6]
