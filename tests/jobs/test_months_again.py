"""A month that is built again from silver as it is: the same tables, whatever they hold."""

import pytest
from deltalake import DeltaTable, write_deltalake

from jobs.contracts.messages import RunRequest
from jobs.derive import scope
from jobs.refresh import run
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.many_lines import taken_for_many_lines

# The marts that are replaced by day, with all that they are built from, and beside them one by month and a snapshot.
BY_DAY_AND_MORE = pytest.mark.marts(
    "fact_sales", "suspects", "hourly_sales", "daily_store_category", "discount_impact", "rfm"
)


@pytest.mark.parametrize("month", [pytest.param("2026-04", marks=pytest.mark.slow), "2026-05"])
def test_a_month_that_is_built_again_says_the_same(landed: LandedLake, month: str) -> None:
    landed.refresh(landed.sales(sale("2026-03-31", "1.00"), sale("2026-04-01", "5.00")))
    before = landed.all_rows()
    run(landed.spark, landed.lake, RunRequest("again", "refresh", month=month))
    assert landed.all_rows() == before


@pytest.mark.slow
@BY_DAY_AND_MORE
def test_a_table_that_is_built_month_by_month_is_the_one_that_is_built_at_once(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00"), path="may.csv")
    july = landed.sales(sale("2026-07-01", "5.00", product_name="tea"), path="july.csv")
    landed.refresh(may, july, full=True)
    at_once = landed.all_rows()
    taken_for_many_lines(monkeypatch)
    more = landed.sales(sale("2026-08-01", "9.00"), path="august.csv")
    landed.refresh(more, full=True)
    assert landed.rows("gold.fact_sales", "sales_month") == [("2026-08",)]
    landed.refresh(may, july, full=True)
    assert landed.all_rows() == at_once


@BY_DAY_AND_MORE
def test_a_batch_of_many_days_is_built_month_by_month_and_says_what_building_anew_says(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_for_many_lines(monkeypatch)
    monkeypatch.setattr(scope, "_DAYS_NAMED", 0)
    may = landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00"), path="may.csv")
    july = landed.sales(sale("2026-07-01", "5.00", product_name="tea"), path="july.csv")
    landed.refresh(may, july)
    june = landed.sales(sale("2026-06-30", "4.00"), sale("2026-06-01", "3.00", product_name="tea"), path="june.csv")
    august = landed.sales(sale("2026-08-01", "9.00"), path="august.csv")
    landed.refresh(removal(may), june, august)
    grown = landed.all_rows()
    assert landed.rows("gold.fact_sales", "sales_month") == [("2026-06",), ("2026-06",), ("2026-07",), ("2026-08",)]
    landed.refresh(july, june, august, full=True)
    assert landed.all_rows() == grown


@BY_DAY_AND_MORE
def test_a_batch_of_another_process_leaves_the_history_of_tables_that_were_built_month_by_month(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_for_many_lines(monkeypatch)
    june = landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00"), path="june.csv")
    landed.refresh(june, full=True)
    monkeypatch.undo()
    later = landed.in_another_process()
    july = later.sales(sale("2026-07-01", "5.00", product_name="tea"), sale("2026-06-30", "4.00"), path="july.csv")
    later.refresh(july)
    grown = later.all_rows()
    assert [row[0] for row in later.rows("gold.fact_sales", "subtotal")] == [1, 2, 4, 5]
    later.refresh(june, july, full=True)
    assert later.all_rows() == grown


@BY_DAY_AND_MORE
def test_a_table_that_lacks_a_column_is_built_as_a_whole_by_the_next_batch(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00"), path="june.csv"))
    fact = str(landed.folder / "gold" / "fact_sales")
    older = DeltaTable(fact).to_pyarrow_table().drop_columns(["repair"])
    write_deltalake(fact, older, mode="overwrite", schema_mode="overwrite", partition_by=["sales_month"])
    later = landed.in_another_process()
    later.refresh(later.sales(sale("2026-07-01", "5.00"), path="july.csv"))
    assert later.rows("gold.fact_sales", "subtotal", "repair") == [(1, None), (2, None), (5, None)]
