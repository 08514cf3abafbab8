"""Embedded engine and Apache Spark, from the same bronze files: every table the same, row by row.

Needs a Java (17 to 21) and the Delta jars; skipped where neither the system has them nor they can be brought.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.catalogue import VIEWS, all_tables
from jobs.contracts.manifest import ManifestLine
from jobs.tables import Lake, attach
from tests.conftest import Azurite
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.on_azurite import AzuriteLake, embedded_on_azurite
from tests.jobs.worlds import COMPLETE_JOURNEY, real_lake, seed_lake, seeded_sales

pytestmark = pytest.mark.timeout(900)

type Fill = Callable[[LandedLake], tuple[ManifestLine, ...]]


class TwoLakes:
    """The same bronze files under two lakes, one for each engine."""

    def __init__(self, folder: Path, embedded: SparkSession, apache: SparkSession) -> None:
        self.sail = LandedLake(embedded, folder / "sail")
        self.apache = LandedLake(apache, folder / "apache")
        for lake in (self.sail, self.apache):
            lake.folder.mkdir()
        (folder / "bronze").mkdir()
        for lake in (self.sail, self.apache):
            (lake.folder / "bronze").symlink_to(folder / "bronze")

    def refresh(self, *lines: ManifestLine) -> None:
        for lake in (self.sail, self.apache):
            lake.refresh(*lines, run_id="same")

    def pay(self, month: str) -> None:
        for lake in (self.sail, self.apache):
            lake.pay(month)

    def by_sql(self, query: str) -> set[tuple[Any, ...]]:
        """What both engines answer to a query."""
        answers = set()
        for lake in (self.sail, self.apache):
            attach(lake.spark, lake.lake)
            # The names stay in the session, whose other tests have lakes of their own.
            try:
                answers |= {tuple(row) for row in lake.spark.sql(query).collect()}
            finally:
                for view in VIEWS:
                    lake.spark.sql(f"drop view if exists {view}")
                for table in all_tables():
                    lake.spark.sql(f"drop table if exists {table}")
        return answers

    def assert_same(self) -> None:
        for table in all_tables():
            there = [lake.lake.exists(lake.spark, table) for lake in (self.sail, self.apache)]
            assert there[0] == there[1], table
            if there[0]:
                columns = tuple(table.columns)
                assert self.sail.rows(str(table), *columns) == self.apache.rows(str(table), *columns), table


@pytest.fixture
def lakes(tmp_path: Path, spark: SparkSession, apache: SparkSession) -> TwoLakes:
    return TwoLakes(tmp_path, spark, apache)


def test_seeded_sales_corrections_and_pay_come_out_the_same(lakes: TwoLakes) -> None:
    lines = seed_lake(lakes.sail, lines=1500)
    lakes.refresh(*lines)
    lakes.assert_same()
    lakes.refresh(removal(lines[0]), removal(lines[3]), lakes.sail.sales(sale("2027-02-28", "0.50")))
    lakes.pay("2026-04")
    lakes.assert_same()
    assert len(lakes.sail.rows("silver.sales")) == 1001


def test_sales_that_several_files_speak_of_stand_the_same(lakes: TwoLakes) -> None:
    sold = list(seeded_sales(5, 300))
    first = lakes.sail.sales(*sold, path="first.csv")
    other = [{**row, "total_cost": row["total_cost"] + 1, "sales_date": date(2026, 9, 1)} for row in sold[150:]]
    later = lakes.sail.sales(*sold[:150], *other, path="later.csv", landed_at="2026-08-02T00:00:00+00:00")
    lakes.refresh(first)
    lakes.refresh(later)
    lakes.assert_same()
    found = {standing for (standing,) in lakes.apache.rows("silver.sales_record", "standing")}
    assert found == {"counted", "duplicate", "corrected"}
    assert lakes.by_sql("select count(*), sum(net_sales) from silver.sales where sales_month = '2026-09'") == {
        (len(other), sum(row["total_cost"] for row in other))
    }


@pytest.mark.skipif(not COMPLETE_JOURNEY.is_file(), reason=f"real data set not at hand ({COMPLETE_JOURNEY.name})")
def test_a_real_grocers_sales_come_out_the_same(lakes: TwoLakes) -> None:
    lakes.refresh(*real_lake(lakes.sail))
    lakes.assert_same()
    assert len(lakes.sail.rows("silver.sales", "sale_key")) == 74_999


def test_each_engine_goes_on_with_the_other_ones_tables(lakes: TwoLakes, tmp_path: Path) -> None:
    june, july = (lakes.sail.sales(sale(f"2026-0{month}-01", "1.00"), path=f"{month}.csv") for month in (6, 7))
    lakes.apache.refresh(june)
    borrowed = LandedLake(lakes.sail.spark, lakes.apache.folder, runs=7)
    assert borrowed.lake == Lake(f"file://{tmp_path}/apache/{{file_system}}")
    borrowed.refresh(july)
    lakes.apache.refresh(removal(june))
    assert (
        lakes.apache.rows("silver.sales", "sales_month")
        == borrowed.rows("silver.sales", "sales_month")
        == [("2026-07",)]
    )
    assert borrowed.rows("gold.sales_team_data_mart", "sales_month") == [("2026-07",)]


def test_both_engines_write_the_same_tables_to_azurite(azurite: Azurite, tmp_path: Path, apache: SparkSession) -> None:
    with embedded_on_azurite(azurite) as embedded:
        lake = AzuriteLake(embedded, tmp_path, azurite, "parity")
        june, july = (lake.sales(sale(f"2026-0{month}-01", "1.00"), path=f"{month}.csv") for month in (6, 7))
        lake.refresh(june)
        lake.spark = apache
        lake.refresh(july)
        by_apache = lake.rows("gold.sales_team_data_mart", "sales_month", "total_sales")
        lake.spark = embedded
        assert lake.rows("gold.sales_team_data_mart", "sales_month", "total_sales") == by_apache
        assert [month for month, _ in by_apache] == ["2026-06", "2026-07"]
