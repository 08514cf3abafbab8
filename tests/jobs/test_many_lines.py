"""A batch of many sale lines: written a month at a time, with the outcome that it has when it is written at once."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from jobs.catalogue import SALES_RECORD, Table
from jobs.silver.schema import struct
from jobs.tables import Lake
from tests.jobs.keyed import drop, line_of
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.many_lines import taken_for_many_lines

pytestmark = pytest.mark.marts()


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    taken_for_many_lines(monkeypatch)


def actions(landed: LandedLake, action: str) -> list[dict[str, Any]]:
    """What the commits on silver.sales_record have said of files, in their order: 'add' or 'remove'."""
    logs = sorted((landed.folder / "silver" / "sales_record" / "_delta_log").glob("*.json"))
    lines = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
    return [line[action] for line in lines if action in line]


def test_new_files_are_added_and_nothing_that_was_there_is_written_anew(landed: LandedLake) -> None:
    days = [landed.sales(sale("2026-06-30", "1.00"), sale("2026-07-01", "2.00"), path=f"{n}.csv") for n in range(9)]
    between = sorted(days, key=lambda line: line.version)[4]
    landed.refresh(*(line for line in days if line != between))
    landed.refresh(between)
    assert not actions(landed, "remove")
    sums = landed.lake.read(landed.spark, SALES_RECORD).groupBy("sales_month").sum("net_sales").collect()
    assert {row[0]: row[1] for row in sums} == {"2026-06": 9, "2026-07": 18}


def test_a_batch_that_comes_twice_counts_once_and_what_it_takes_out_is_gone(landed: LandedLake) -> None:
    first = landed.sales(sale("2026-06-30", "1.00"), sale("2026-07-01", "2.00"), path="a.csv")
    other = landed.sales(sale("2026-07-03", "16.00"), path="b.csv")
    landed.refresh(first, other)
    landed.refresh(first)
    assert landed.rows("silver.sales", "net_sales") == [(1,), (16,), (2,)]
    landed.refresh(removal(first), landed.sales(sale("2026-07-01", "32.00"), path="c.csv"))
    assert landed.rows("silver.sales", "net_sales") == [(16,), (32,)]


def test_a_file_that_repeats_lines_of_another_doubles_none_of_its_lines(landed: LandedLake) -> None:
    elsewhere, nameless = sale("2026-06-01", "3.00", store_id=2, receipt_id="q", line_no=1), sale("2026-06-01", "4.00")
    first = drop(landed, 1, line_of("10.00"), elsewhere, nameless)
    again = drop(landed, 2, line_of("10.00"))
    landed.refresh(first)
    landed.refresh(again)
    assert landed.rows("silver.sales", "net_sales") == [(10,), (3,), (4,)]
    assert len(landed.rows("silver.sales_record", "net_sales")) == 4


@pytest.mark.parametrize("full", [False, True])
def test_a_run_that_ends_between_two_months_is_made_good_by_the_next(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    before = landed.sales(sale("2026-06-01", "1.00"), sale("2026-07-01", "2.00"), path="before.csv")
    landed.refresh(before)
    more = landed.sales(sale("2026-06-02", "4.00"), sale("2026-07-02", "8.00"), path="more.csv")
    written = []

    def until_the_second(
        lake: Lake, spark: SparkSession, table: Table, rows: DataFrame, *of_what: Iterable[str]
    ) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(table)
        whole[full](lake, spark, table, rows, *of_what)

    whole = {False: Lake.replace_versions, True: Lake.replace_months}
    with monkeypatch.context() as dying:
        dying.setattr(Lake, whole[full].__name__, until_the_second)
        with pytest.raises(KeyboardInterrupt):
            landed.refresh(before, more, full=full)
    assert written == [SALES_RECORD]
    assert landed.rows("silver.sales", "net_sales") == [(1,), (2,), (4,)]
    landed.refresh(before, more, full=full)
    assert landed.rows("silver.sales", "net_sales") == [(1,), (2,), (4,), (8,)]


def test_a_full_run_leaves_no_month_that_its_manifest_does_not_know(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-06-30", "1.00"), sale("2026-07-01", "2.00"), path="a.csv"))
    landed.refresh(landed.sales(sale("2026-07-04", "4.00"), path="b.csv"), full=True)
    assert landed.rows("silver.sales", "net_sales") == [(4,)]


def test_a_full_run_brings_columns_that_the_table_had_not(landed: LandedLake) -> None:
    without = {name: type_ for name, type_ in SALES_RECORD.columns.items() if name != "corrects"}
    older = landed.spark.createDataFrame([], struct(without)).write.format("delta").partitionBy("sales_month")
    older.save(landed.lake.location(SALES_RECORD))
    line = landed.sales(sale("2026-06-30", "1.00"), sale("2026-07-01", "2.00"), path="a.csv")
    landed.refresh(line, full=True)
    assert landed.rows("silver.sales_record", "net_sales", "corrects") == [(1, None), (2, None)]
