"""Stores and new customers by month, on months worked out by hand: one is empty, one has anonymous sales only."""

from decimal import Decimal

import pytest
from pyspark.sql import SparkSession

from tests.jobs.landed import LandedLake, sale

NEW_IN_OCTOBER = range(1001, 1102)
_ABOUT = ("store_performance", "monthly_customer_acquisition", "cohort_retention", "top_customers")
_SOLD = (
    sale("2026-05-03", "90.00", customer_id=1, receipt_id="a", line_no=1),
    sale("2026-05-03", "5.00", customer_id=None, receipt_id="b", line_no=1),
    sale("2026-05-04", "5.00", customer_id=4, receipt_id="a", line_no=1),
    # June has no sales. Customer 2 has only brought something back so far.
    sale("2026-07-01", "35.00", customer_id=1, receipt_id="a", line_no=1),
    sale("2026-07-02", "-5.00", customer_id=2, receipt_id="a", line_no=1),
    sale("2026-07-02", "30.00", customer_id=3, store_id=2),
    # One anonymous order of the day.
    sale("2026-07-02", "20.00", customer_id=None, store_id=3),
    sale("2026-07-02", "-20.00", customer_id=None, store_id=3),
    sale("2026-08-01", "6.00", customer_id=2),
    sale("2026-08-01", "4.00", customer_id=3),
    sale("2026-08-01", "5.00", customer_id=1, store_id=3),
    sale("2026-09-01", "1.00", customer_id=None, store_id=2),
    *(sale("2026-10-01", "1.00", customer_id=who, store_id=2) for who in NEW_IN_OCTOBER),
)


@pytest.fixture(scope="module")
def world(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    landed = LandedLake(spark, tmp_path_factory.mktemp("months"), marts=_ABOUT)
    landed.refresh(landed.sales(*_SOLD), landed.land("store", [{"id": 1, "address": "High Street"}]))
    return landed


def test_a_store_is_compared_with_the_calendar_month_before(world: LandedLake) -> None:
    shown = ("sales_month", "store_id", "net_sales", "previous_net_sales", "change_percent", "sales_rank")
    assert world.rows("gold.store_performance", *shown) == [
        ("2026-05", 1, Decimal("100.00"), None, None, 1),
        ("2026-07", 1, Decimal("30.00"), None, None, 1),
        ("2026-07", 2, Decimal("30.00"), None, None, 1),
        ("2026-07", 3, Decimal("0.00"), None, None, 3),
        ("2026-08", 1, Decimal("10.00"), Decimal("30.00"), Decimal("-66.67"), 1),
        ("2026-08", 3, Decimal("5.00"), Decimal("0.00"), None, 2),
        ("2026-09", 2, Decimal("1.00"), None, None, 1),
        ("2026-10", 2, Decimal("101.00"), Decimal("1.00"), Decimal("10000.00"), 1),
    ]


def test_anonymous_orders_count_and_their_customers_do_not(world: LandedLake) -> None:
    shown = ("sales_month", "store_id", "orders", "units", "average_order_value", "customers", "order_basis")
    receipt, approximated = "receipt", "customer-store-day"
    assert world.rows("gold.store_performance", *shown)[:4] == [
        ("2026-05", 1, 3, Decimal(3), Decimal("33.33"), 2, receipt),
        ("2026-07", 1, 2, Decimal(0), Decimal("15.00"), 2, receipt),
        ("2026-07", 2, 1, Decimal(1), Decimal("30.00"), 1, approximated),
        ("2026-07", 3, 1, Decimal(0), Decimal("0.00"), 0, approximated),
    ]
    assert set(world.rows("gold.store_performance", "store_id", "store_address")) == {
        (1, "High Street"),
        (2, None),
        (3, None),
    }


def test_a_correction_changes_the_comparison_of_the_month_after(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> None:
    landed = LandedLake(spark, tmp_path_factory.mktemp("corrected"), marts=("store_performance",))
    landed.refresh(landed.sales(sale("2026-12-31", "3.00"), sale("2027-01-01", "4.00"), sale("2027-02-01", "1.00")))
    landed.refresh(landed.sales(sale("2026-12-30", "5.00"), path="late.csv"))
    assert landed.rows("gold.store_performance", "sales_month", "previous_net_sales", "change_percent") == [
        ("2026-12", None, None),
        ("2027-01", Decimal("8.00"), Decimal("-50.00")),
        ("2027-02", Decimal("4.00"), Decimal("-75.00")),
    ]


def test_every_month_says_how_many_customers_are_new(world: LandedLake) -> None:
    shown = ("sales_month", "new_customers", "previous_new_customers", "change", "change_percent")
    assert world.rows("gold.monthly_customer_acquisition", *shown) == [
        ("2026-05", 2, None, None, None),
        ("2026-06", 0, 2, -2, Decimal("-100.00")),
        ("2026-07", 1, 0, 1, None),
        ("2026-08", 1, 1, 0, Decimal("0.00")),
        ("2026-09", 0, 1, -1, Decimal("-100.00")),
        ("2026-10", 101, 0, 101, None),
    ]


def test_a_cohort_is_followed_to_the_last_month_with_sales(world: LandedLake) -> None:
    shown = ("cohort_month", "months_since", "active_customers", "cohort_size", "retention")
    one, half, none = Decimal("1.0000"), Decimal("0.5000"), Decimal("0.0000")
    assert world.rows("gold.cohort_retention", *shown) == [
        ("2026-05", 0, 2, 2, one),
        ("2026-05", 1, 0, 2, none),
        ("2026-05", 2, 1, 2, half),
        ("2026-05", 3, 1, 2, half),
        ("2026-05", 4, 0, 2, none),
        ("2026-05", 5, 0, 2, none),
        ("2026-07", 0, 1, 1, one),
        ("2026-07", 1, 1, 1, one),
        ("2026-07", 2, 0, 1, none),
        ("2026-07", 3, 0, 1, none),
        ("2026-08", 0, 1, 1, one),
        ("2026-08", 1, 0, 1, none),
        ("2026-08", 2, 0, 1, none),
        ("2026-10", 0, 101, 101, one),
    ]


def test_a_hundred_top_customers_are_enough(world: LandedLake) -> None:
    placed = world.rows("gold.top_customers", "spend_rank", "customer_id")
    by_place = sorted((int(place), int(who)) for place, who in placed)
    assert by_place == list(enumerate([1, 3, 4, 2, *NEW_IN_OCTOBER[:96]], start=1))
