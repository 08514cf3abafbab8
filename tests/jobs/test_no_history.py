"""What has been added is put beside what is there, which is not read for it: here it is gone from the disk by then."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.contracts.manifest import ManifestLine
from jobs.silver.build import build_silver
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.many_lines import taken_for_many_lines

FIRST = date(2026, 8, 1)


def names(landed: LandedLake, days: int, *rows: tuple[int, str]) -> ManifestLine:
    """A snapshot of customers so many days after the first."""
    day = FIRST + timedelta(days=days)
    said = {"business_date": day, "delivery": "full"}
    known = [{"customer_id": id_, "first_name": name, **said} for id_, name in rows]
    return landed.land("customer", known, path=f"{day}.csv", landed_at=f"{day}T22:00:00+00:00")


def put(landed: LandedLake, *lines: ManifestLine) -> None:
    build_silver(landed.spark, landed.lake, landed.batch(*lines))


def data_files(landed: LandedLake, table: str) -> list[Path]:
    return sorted((landed.folder / "silver" / table).rglob("*.parquet"))


def test_a_snapshot_is_put_beside_those_of_days_before_and_reads_none_of_them(landed: LandedLake) -> None:
    put(landed, names(landed, 0, (1, "Ada"), (2, "Bob"), (3, "Cy")))
    put(landed, names(landed, 1, (1, "Ada"), (2, "Ben"), (3, "Cy")))
    for file in data_files(landed, "customer_record"):
        file.unlink()
    put(landed, names(landed, 2, (1, "Ada"), (2, "Bea"), (4, "Dan")))
    held = landed.rows("silver.customer", "version_key", "first_name", "valid_to")
    assert [(key, name, str(until)) for key, name, until in held] == [
        ("1@2026-08-01", "Ada", "9999-12-31"),
        ("2@2026-08-01", "Bob", "2026-08-01"),
        ("2@2026-08-02", "Ben", "2026-08-02"),
        ("2@2026-08-03", "Bea", "9999-12-31"),
        ("3@2026-08-01", "Cy", "2026-08-02"),
        ("4@2026-08-03", "Dan", "9999-12-31"),
    ]


def test_a_snapshot_that_says_nothing_new_leaves_the_versions_as_they_are(landed: LandedLake) -> None:
    put(landed, names(landed, 0, (1, "Ada"), (2, "Bob")))
    before = data_files(landed, "customer")
    put(landed, names(landed, 1, (1, "Ada"), (2, "Bob")))
    assert data_files(landed, "customer") == before
    assert len(landed.rows("silver.customer_record")) == 4


def stock(landed: LandedLake, *days: str, on_hand: int = 5, path: str = "", at: str = "") -> ManifestLine:
    """Stock of two products in a store on these days; `on_hand` of the first, one more of the second."""
    taken = [
        {"product_id": product, "store_id": 1, "stock_date": date.fromisoformat(day), "on_hand": on_hand + product - 1}
        for day in days
        for product in (1, 2)
    ]
    at = at or f"{days[-1]}T23:00:00+00:00"
    return landed.land("inventory", taken, path=path or f"{days[0]}.csv", landed_at=at)


def stocked(landed: LandedLake) -> list[tuple[Any, ...]]:
    """Of the first product: month, days on which stock was taken, units over them."""
    found = landed.rows("silver.monthly_stock", "sales_month", "stock_dates", "on_hand", "product_id")
    return [(month, days, int(units)) for month, days, units, product in found if product == 1]


@pytest.mark.marts("product_turnover")
def test_a_day_of_stock_reads_none_of_other_months(landed: LandedLake) -> None:
    landed.refresh(stock(landed, "2026-06-01", "2026-06-02"), stock(landed, "2026-07-31"))
    for file in data_files(landed, "inventory_record"):
        file.unlink()
    landed.refresh(stock(landed, "2026-08-01"))
    assert stocked(landed) == [("2026-06", 2, 10), ("2026-07", 1, 5), ("2026-08", 1, 5)]


@pytest.mark.marts("product_turnover")
@pytest.mark.parametrize("many", [False, True])
def test_stock_of_many_months_is_that_of_each_whether_it_is_built_at_once_or_month_by_month(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        taken_for_many_lines(monkeypatch)
    # Before the first sale, and over a gap: 42 days, which are told by their months.
    days = [str(date(2026, 1, 20) + timedelta(days=n)) for n in range(42)]
    first, late = stock(landed, *days), stock(landed, "2026-06-30")
    landed.refresh(first, late, landed.sales(sale("2026-06-30", "1.00")))
    assert stocked(landed) == [("2026-01", 12, 60), ("2026-02", 28, 140), ("2026-03", 2, 10), ("2026-06", 1, 5)]
    again = stock(landed, "2026-01-31", "2026-02-01", on_hand=7, at="2026-07-01T00:00:00+00:00")
    landed.refresh(again)
    assert stocked(landed) == [("2026-01", 12, 62), ("2026-02", 28, 142), ("2026-03", 2, 10), ("2026-06", 1, 5)]
    landed.refresh(removal(first))
    assert stocked(landed) == [("2026-01", 1, 7), ("2026-02", 1, 7), ("2026-06", 1, 5)]
    landed.refresh(again, full=True)
    assert stocked(landed) == [("2026-01", 1, 7), ("2026-02", 1, 7)]
