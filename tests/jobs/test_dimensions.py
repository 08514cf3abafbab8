"""Dimensions: of all that has arrived, what is said last of an id; and what it does to the marts."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake, removal, sale

pytestmark = pytest.mark.marts("customer_data_mart", "sales_team_data_mart")

FIRST, SECOND = "2026-08-01T00:00:00+00:00", "2026-08-02T00:00:00+00:00"


def customers(landed: LandedLake, *rows: tuple[int, str], path: str = "c.csv", at: str = FIRST) -> ManifestLine:
    people = [{"customer_id": id_, "first_name": name, "last_name": None} for id_, name in rows]
    return landed.land("customer", people, path=path, landed_at=at)


def names(landed: LandedLake) -> list[tuple[Any, ...]]:
    """What is said last of each customer."""
    versions = landed.rows("silver.customer", "customer_id", "first_name", "fact_to")
    return [(id_, name) for id_, name, fact_to in versions if fact_to == date.max]


# Several names, since a version's id, which decides between files of one moment, follows from the name.
@pytest.mark.parametrize("later", ["b.csv", "c.csv", "d.csv", "e.csv", "f.csv"])
def test_the_row_landed_last_counts_whatever_the_order_of_the_runs(landed: LandedLake, later: str) -> None:
    landed.refresh(customers(landed, (1, "New"), path=later, at=SECOND))
    landed.refresh(customers(landed, (1, "Old"), (2, "Two"), path=f"old-{later}", at=FIRST))
    assert names(landed) == [(1, "New"), (2, "Two")]


def test_of_two_rows_in_one_file_the_later_counts(landed: LandedLake) -> None:
    landed.refresh(customers(landed, (1, "First"), (1, "Last")))
    assert names(landed) == [(1, "Last")]


def test_an_id_that_a_later_file_leaves_out_stays(landed: LandedLake) -> None:
    landed.refresh(customers(landed, (1, "One"), (2, "Two")))
    landed.refresh(customers(landed, (2, "Zwei"), path="b.csv", at=SECOND))
    assert names(landed) == [(1, "One"), (2, "Zwei")]


def test_a_correction_takes_back_what_the_file_had_said(landed: LandedLake) -> None:
    base = customers(landed, (1, "Base"), path="base.csv", at=FIRST)
    wrong = customers(landed, (1, "Wrong"), (3, "Nobody"), at=SECOND)
    landed.refresh(base, wrong)
    landed.refresh(customers(landed, (2, "Two"), at=SECOND), removal(wrong))
    assert names(landed) == [(1, "Base"), (2, "Two")]


def test_a_sale_is_kept_without_names_until_they_arrive(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-06-01", "5.00"), sale("2026-07-01", "7.00")))
    shown = ("sales_month", "full_name", "store_address", "total_sales")
    before = landed.rows("gold.customer_data_mart", *shown)
    assert [(month, name, place) for month, name, place, _ in before] == [
        ("2026-06", None, None),
        ("2026-07", None, None),
    ]
    landed.refresh(
        customers(landed, (7, "Ada")),
        landed.land("store", [{"id": 1, "address": "High St"}]),
        landed.land("sales_team", [{"id": 1, "first_name": "Sam", "last_name": "Hill"}]),
    )
    after = landed.rows("gold.customer_data_mart", *shown)
    assert after == [(month, "Ada", "High St", total) for month, _, _, total in before]
    assert landed.rows("gold.sales_team_data_mart", "full_name") == [("Sam Hill",), ("Sam Hill",)]


def test_a_dimension_correction_reaches_the_months_of_ids_that_are_gone(landed: LandedLake) -> None:
    wrong = customers(landed, (7, "Wrong"))
    landed.refresh(landed.sales(sale("2026-06-01", "5.00")), wrong)
    landed.refresh(customers(landed, (8, "Else")), removal(wrong))
    assert landed.rows("gold.customer_data_mart", "full_name") == [(None,)]


def test_a_changed_name_does_not_touch_months_it_is_not_sold_in(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-06-01", "5.00", customer_id=7), sale("2026-07-01", "5.00", customer_id=8)))
    mart = f"{landed.lake.root.format(file_system='gold')}/customer_data_mart".removeprefix("file://")
    before = months_on_disk(mart)
    landed.refresh(customers(landed, (8, "Eve")))
    after = months_on_disk(mart)
    assert after["2026-06"] == before["2026-06"]
    assert after["2026-07"] != before["2026-07"]


def months_on_disk(folder: str) -> dict[str, set[str]]:
    return {
        part.name.removeprefix("sales_month="): {file.name for file in part.iterdir()}
        for part in Path(folder).glob("sales_month=*")
    }


def test_neither_join_loses_or_multiplies_a_sale(landed: LandedLake) -> None:
    rows = [
        sale("2026-07-01", "1.00", customer_id=c, store_id=s, sales_person_id=p)
        for c in (7, 8)
        for s in (1, 2)
        for p in (1, None)
    ]
    landed.refresh(
        landed.sales(*rows),
        customers(landed, (7, "A"), (7, "B"), (7, "C")),
        customers(landed, (7, "D"), path="d.csv", at=SECOND),
        landed.land("store", [{"id": 1, "address": "x"}, {"id": 1, "address": "y"}]),
        landed.land("sales_team", [{"id": 1, "first_name": "S", "last_name": "T"}] * 3),
    )
    for mart in ("gold.customer_data_mart", "gold.sales_team_data_mart"):
        totals = landed.rows(mart, "total_sales")
        assert (len(totals), sum(total for (total,) in totals)) == (4, 8)
