"""The monthly run: what is paid, the lines that explain it, and that it can be run again."""

from collections import defaultdict
from decimal import Decimal

import pytest

from jobs.contracts.errors import ConfigurationInvalid, NothingToPay
from tests.jobs.landed import LandedLake, removal, sale

pytestmark = pytest.mark.marts("sales_team_data_mart")

PAYOUT = ("sales_person_id", "sales_rank", "total_sales", "lines_counted", "incentive")


@pytest.fixture
def july(landed: LandedLake) -> LandedLake:
    rows = [
        sale("2026-07-01", "20.05", sales_person_id=1),
        sale("2026-07-02", "-5.00", sales_person_id=1),
        sale("2026-07-02", "15.05", sales_person_id=2),
        sale("2026-07-03", "9.00", sales_person_id=3),
        sale("2026-07-03", "99.00", sales_person_id=None),
        sale("2026-07-03", "-1.00", sales_person_id=4, store_id=2),
        sale("2026-08-03", "99.00", sales_person_id=3),
    ]
    landed.refresh(landed.sales(*rows), landed.land("store", [{"id": 1, "address": "High St"}]))
    return landed


def test_everyone_who_sold_something_has_a_payout(july: LandedLake) -> None:
    july.pay("2026-07")
    assert july.rows("gold.incentive_payout", *PAYOUT) == [
        (1, 1, Decimal("15.05"), 2, Decimal("0.15")),
        (2, 1, Decimal("15.05"), 1, Decimal("0.15")),
        (3, 3, Decimal("9.00"), 1, Decimal("0.00")),
        (4, 1, Decimal("-1.00"), 1, Decimal("0.00")),
    ]
    assert set(july.rows("gold.incentive_payout", "sales_month", "plan_version", "state", "store_address")) == {
        ("2026-07", "top-seller/1", "provisional", "High St"),
        ("2026-07", "top-seller/1", "provisional", None),
    }


def test_the_payout_is_what_the_mart_had_announced(july: LandedLake) -> None:
    july.pay("2026-07")
    shown = ("store_id", "sales_person_id", "sales_rank", "total_sales", "incentive", "plan_version")
    announced = july.rows("gold.sales_team_data_mart", "sales_month", *shown)
    assert july.rows("gold.incentive_payout", *shown) == [
        row[1:] for row in announced if row[0] == "2026-07" and row[2] is not None
    ]


def test_every_payee_is_told_what_was_counted_and_how_it_came_to_the_amount(july: LandedLake) -> None:
    july.pay("2026-07")
    assert july.rows("gold.incentive_line", "sales_person_id", "line_no", "text") == [
        (1, 1, "Sale lines: 2, of them returns: 1; total sales 15.05"),
        (1, 2, "Rank 1 of 3 in the store, shared by 2: 15.05 x 0.01 = 0.1505, rounded HALF_UP to 0.15"),
        (2, 1, "Sale lines: 1, of them returns: 0; total sales 15.05"),
        (2, 2, "Rank 1 of 3 in the store, shared by 2: 15.05 x 0.01 = 0.1505, rounded HALF_UP to 0.15"),
        (3, 1, "Sale lines: 1, of them returns: 0; total sales 9.00"),
        (3, 2, "Rank 3 of 3 in the store: only rank 1 earns"),
        (4, 1, "Sale lines: 1, of them returns: 1; total sales -1.00"),
        (4, 2, "Rank 1 of 1 in the store: a total that is not above zero earns nothing"),
    ]
    assert set(july.rows("gold.incentive_line", "line_no", "rule", "rate", "rounding")) == {
        (1, "total-sales", None, None),
        (2, "top-seller", Decimal("0.010000"), "HALF_UP to 0.01"),
    }


def test_the_lines_of_a_payee_add_up_to_the_incentive(july: LandedLake) -> None:
    july.pay("2026-07")
    sums: dict[object, Decimal] = defaultdict(Decimal)
    for person, amount in july.rows("gold.incentive_line", "sales_person_id", "amount"):
        sums[person] += amount
    assert sorted(sums.items(), key=repr) == july.rows("gold.incentive_payout", "sales_person_id", "incentive")


def test_running_a_month_twice_changes_nothing_and_leaves_other_months_alone(july: LandedLake) -> None:
    july.pay("2026-08")
    july.pay("2026-07")
    before = july.rows("gold.incentive_payout"), july.rows("gold.incentive_line")
    july.pay("2026-07")
    assert (july.rows("gold.incentive_payout"), july.rows("gold.incentive_line")) == before
    assert july.rows("gold.incentive_payout", "sales_month").count(("2026-08",)) == 1
    assert july.rows("gold.incentive_line", "sales_month").count(("2026-08",)) == 2


def test_who_no_longer_sold_anything_leaves_the_month(landed: LandedLake) -> None:
    first = landed.sales(sale("2026-07-01", "5.00", sales_person_id=1))
    landed.refresh(first)
    landed.pay("2026-07")
    landed.refresh(landed.sales(sale("2026-07-01", "5.00", sales_person_id=2), path="b.csv"), removal(first))
    landed.pay("2026-07")
    assert landed.rows("gold.incentive_payout", "sales_person_id") == [(2,)]


def test_a_month_without_sales_is_refused_with_the_months_that_have_some(july: LandedLake) -> None:
    with pytest.raises(NothingToPay, match="2026-07, 2026-08") as raised:
        july.pay("2026-09")
    assert raised.value.exit_code == 3
    assert not (july.folder / "gold" / "incentive_payout").exists()


def test_an_empty_lake_has_nothing_to_pay(landed: LandedLake) -> None:
    with pytest.raises(NothingToPay, match="there is none yet"):
        landed.pay("2026-07")


@pytest.mark.parametrize("month", ["2026-7", "", "July", "2026-07'; drop table x --", "1999-12"])
def test_a_month_that_cannot_be_computed_is_refused_before_anything_is_read(july: LandedLake, month: str) -> None:
    with pytest.raises(ConfigurationInvalid):
        july.pay(month)
