"""A run dies between two commits of a table that it makes month by month: no run takes the table for whole after it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.catalogue import SALES_RECORD, Table
from jobs.contracts.errors import RunFailed
from jobs.contracts.messages import RunRequest
from jobs.refresh import run
from jobs.tables import Lake
from jobs.unfinished import unfinished
from tests.jobs.died import Died
from tests.jobs.landed import LandedLake, sale
from tests.jobs.many_lines import taken_for_many_lines

pytestmark = pytest.mark.usefixtures("looking_each_time")


@contextmanager
def dying_after_the_first_month(table: str) -> Iterator[None]:
    """The first commit on the table goes through, and the process dies with the second."""
    replaced = Lake.replace

    def dies(lake: Lake, spark: SparkSession, of: Table, rows: DataFrame, predicate: str) -> None:
        if str(of) == table and lake.exists(spark, of):
            raise Died
        replaced(lake, spark, of, rows, predicate)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lake, "replace", dies)
        yield


@pytest.mark.marts("fact_sales")
def test_a_table_that_a_release_adds_is_made_to_its_end_by_the_batch_that_comes_again(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_for_many_lines(monkeypatch)
    of_order = {"receipt_id": "r", "order_discount_amount": Decimal("0.10")}
    june = landed.sales(sale("2026-05-31", "1.00", **of_order), sale("2026-06-01", "2.00", **of_order), path="june.csv")
    landed.refresh(june, full=True)
    shutil.rmtree(landed.folder / "silver" / "daily_shares")
    july = landed.sales(sale("2026-07-01", "5.00", **of_order), path="july.csv")
    upgraded = landed.in_another_process()
    with dying_after_the_first_month("silver.daily_shares"), pytest.raises(Died):
        upgraded.refresh(july)
    repeated = landed.in_another_process()
    assert unfinished(repeated.spark, repeated.lake) == {"silver.daily_shares"}
    repeated.refresh(july)
    assert not unfinished(repeated.spark, repeated.lake)
    months = [("2026-05",), ("2026-06",), ("2026-07",)]
    assert repeated.rows("silver.daily_shares", "sales_month") == months
    assert repeated.rows("gold.fact_sales", "sales_month") == months


@pytest.mark.marts("hourly_sales")
def test_silver_that_a_full_run_has_not_made_to_its_end_is_taken_by_no_batch(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_for_many_lines(monkeypatch)
    june = landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00"), path="june.csv")
    july = landed.sales(sale("2026-07-01", "5.00"), path="july.csv")
    with dying_after_the_first_month(str(SALES_RECORD)), pytest.raises(Died):
        landed.refresh(june, full=True)
    later = landed.in_another_process()
    with pytest.raises(RunFailed, match=r"(?s)silver\.sales_record.*full refresh"):
        later.refresh(july)
    with pytest.raises(RunFailed, match="has not ended"):
        run(later.spark, later.lake, RunRequest("again", "refresh", month="2026-05"))
    later.refresh(june, full=True)
    later.refresh(july)
    assert later.rows("gold.hourly_sales", "net_sales") == [(1,), (2,), (5,)]


@pytest.mark.marts("hourly_sales")
def test_a_full_run_of_few_lines_makes_silver_whole_after_one_of_many_that_died(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    june = landed.sales(sale("2026-05-31", "1.00"), sale("2026-06-01", "2.00"), path="june.csv")
    with monkeypatch.context() as of_many:
        taken_for_many_lines(of_many)
        with dying_after_the_first_month(str(SALES_RECORD)), pytest.raises(Died):
            landed.refresh(june, full=True)
    landed.refresh(june, full=True)
    landed.refresh(landed.sales(sale("2026-07-01", "5.00"), path="july.csv"))
    assert landed.rows("gold.hourly_sales", "net_sales") == [(1,), (2,), (5,)]
