"""Rank and incentive in the sales team's mart, on stores small enough to work out by hand."""

from decimal import Decimal
from typing import Any

import pytest

from jobs.aggregates.daily_person import AGGREGATE
from jobs.catalogue import node_table
from jobs.incentive.pay import totals_by_person, with_incentive
from jobs.incentive.plan import read_plans
from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("sales_team_data_mart")

SHOWN = ("sales_person_id", "total_sales", "sales_rank", "incentive")


def month_of(landed: LandedLake, *sold: tuple[int | None, str]) -> list[tuple[Any, ...]]:
    landed.refresh(landed.sales(*(sale("2026-07-01", total, sales_person_id=person) for person, total in sold)))
    return [(row[0], str(row[1]), row[2], str(row[3])) for row in landed.rows("gold.sales_team_data_mart", *SHOWN)]


def test_the_best_seller_earns_one_percent_of_the_own_total(landed: LandedLake) -> None:
    assert month_of(landed, (1, "100.00"), (2, "80.00"), (2, "60.55")) == [
        (1, "100.00", 2, "0.00"),
        (2, "140.55", 1, "1.41"),
    ]


@pytest.mark.parametrize(
    ("total", "incentive"),
    [("50.00", "0.50"), ("0.49", "0.00"), ("0.50", "0.01"), ("1.49", "0.01"), ("250.50", "2.51")],
)
def test_half_a_cent_is_rounded_up(landed: LandedLake, total: str, incentive: str) -> None:
    assert month_of(landed, (1, total)) == [(1, total, 1, incentive)]


def test_a_total_is_added_up_before_it_is_rounded(landed: LandedLake) -> None:
    # 3 x 0.50: a cent each would make 0.03, the sum earns 0.015 and so 0.02
    assert month_of(landed, (1, "0.50"), (1, "0.50"), (1, "0.50")) == [(1, "1.50", 1, "0.02")]


def test_all_who_are_tied_at_the_top_are_paid_and_the_next_rank_is_left_out(landed: LandedLake) -> None:
    assert month_of(landed, (1, "70.00"), (2, "30.00"), (2, "40.00"), (3, "69.99")) == [
        (1, "70.00", 1, "0.70"),
        (2, "70.00", 1, "0.70"),
        (3, "69.99", 3, "0.00"),
    ]


def test_returns_count_against_the_seller(landed: LandedLake) -> None:
    assert month_of(landed, (1, "100.00"), (1, "-60.00"), (2, "50.00")) == [
        (1, "40.00", 2, "0.00"),
        (2, "50.00", 1, "0.50"),
    ]


@pytest.mark.parametrize("total", ["0.00", "-5.00"])
def test_a_best_total_that_is_not_above_zero_earns_nothing(landed: LandedLake, total: str) -> None:
    assert month_of(landed, (1, total), (2, "-9.00")) == [(1, total, 1, "0.00"), (2, "-9.00", 2, "0.00")]


def test_sales_without_a_salesperson_are_a_row_that_is_never_ranked(landed: LandedLake) -> None:
    assert month_of(landed, (None, "500.00"), (None, "1.00"), (1, "10.00")) == [
        (1, "10.00", 1, "0.10"),
        (None, "501.00", None, "0.00"),
    ]


def test_each_store_and_month_has_its_own_best_seller(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            sale("2026-07-31", "10.00", store_id=1, sales_person_id=1),
            sale("2026-07-31", "20.00", store_id=2, sales_person_id=1),
            sale("2026-07-31", "30.00", store_id=2, sales_person_id=2),
            sale("2026-08-01", "1.00", store_id=1, sales_person_id=2),
        )
    )
    found = landed.rows("gold.sales_team_data_mart", "sales_month", "store_id", "sales_person_id", "sales_rank")
    assert found == [("2026-07", 1, 1, 1), ("2026-07", 2, 1, 2), ("2026-07", 2, 2, 1), ("2026-08", 1, 2, 1)]


def test_the_mart_says_by_which_plan_and_that_it_is_provisional(landed: LandedLake) -> None:
    month_of(landed, (1, "1.00"))
    assert landed.rows("gold.sales_team_data_mart", "plan_version", "state") == [("top-seller/1", "provisional")]


def test_a_month_is_paid_by_its_own_plan_and_not_at_all_without_one(landed: LandedLake) -> None:
    text = "plan: p\nversion: {}\neffective_from: {}\neffective_to: {}\nrule: top-seller\nrate: '{}'\n"
    plans = read_plans(
        {"a": text.format(1, "2026-06-01", "2026-06-30", "0.01"), "b": text.format(2, "2026-07-01", "null", "0.025")}
    )
    landed.refresh(landed.sales(*(sale(f"2026-0{month}-01", "10.00") for month in (5, 6, 7))))
    daily = landed.lake.read(landed.spark, node_table(AGGREGATE))
    paid = with_incentive(totals_by_person(daily), plans).select("sales_month", "plan_version", "incentive")
    assert sorted(tuple(row) for row in paid.collect()) == [
        ("2026-05", None, None),
        ("2026-06", "p/1", Decimal("0.10")),
        ("2026-07", "p/2", Decimal("0.25")),
    ]
