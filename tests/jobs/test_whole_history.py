"""A batch looks at every month of gold, however little of it it builds."""

import re

import pytest
from deltalake import DeltaTable, write_deltalake

from jobs.contracts.errors import BooksDoNotBalance
from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("fact_sales")


@pytest.fixture
def grown(landed: LandedLake) -> LandedLake:
    """Three months, in June a line that a later file says otherwise and that therefore does not count."""
    said = {"receipt_id": "r", "line_no": 1}
    landed.refresh(
        landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00", **said), path="a.csv"),
        landed.sales(sale("2026-06-01", "3.00", **said), path="b.csv", landed_at="2026-08-02T00:00:00+00:00"),
    )
    landed.refresh(landed.sales(sale("2026-07-01", "5.00"), path="july.csv"))
    return landed.in_another_process()


def august(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-08-01", "9.00"), path="august.csv"))


def test_months_that_are_whole_are_left_as_they_are(grown: LandedLake) -> None:
    august(grown)
    assert grown.rows("gold.fact_sales", "subtotal") == [(1,), (3,), (5,), (9,)]


def test_a_month_that_gold_has_lost_fails_the_next_batch_whatever_it_brings(grown: LandedLake) -> None:
    DeltaTable(grown.folder / "gold" / "fact_sales").delete("sales_month = '2026-06'")
    with pytest.raises(BooksDoNotBalance, match=re.escape("gold.fact_sales")) as failed:
        august(grown)
    assert (failed.value.found, failed.value.expected) == ("2026-06: 0 rows", "2026-06: 1 rows")
    assert "full refresh" in failed.value.next_step


def test_a_month_that_gold_holds_twice_fails_it_too(grown: LandedLake) -> None:
    fact = DeltaTable(grown.folder / "gold" / "fact_sales")
    write_deltalake(fact, fact.to_pyarrow_table(filters=[("sales_month", "=", "2026-05")]), mode="append")
    with pytest.raises(BooksDoNotBalance) as failed:
        august(grown)
    assert (failed.value.found, failed.value.expected) == ("2026-05: 2 rows", "2026-05: 1 rows")
