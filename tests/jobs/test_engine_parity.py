"""Embedded engine and Apache Spark, from the same bronze files: every table the same, row by row.

With each change the sales and what pay is computed from; each night all tables: one world is built in full by each
engine, then, in the order of the tests, each goes on with the lake of the other.
Needs a Java (17 to 21) and the Delta jars; skipped where neither the system has them nor they can be brought.
"""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.catalogue import INCENTIVE_LINE, INCENTIVE_PAYOUT, UNFINISHED, all_tables
from jobs.contracts.manifest import ManifestLine
from tests.conftest import Azurite
from tests.jobs.dropped import JOURNEY, NO_JOURNEY, drop_journey
from tests.jobs.landed import sale
from tests.jobs.on_azurite import AzuriteLake, embedded_on_azurite
from tests.jobs.two_lakes import TwoLakes
from tests.jobs.worlds import begin, go_on

pytestmark = pytest.mark.timeout(1800)

_OF_PAY = {str(INCENTIVE_PAYOUT), str(INCENTIVE_LINE)}
_EVERY_STANDING = {"counted", "duplicate", "corrected"}


def standings(lakes: TwoLakes) -> set[object]:
    return {standing for (standing,) in lakes.apache.rows("silver.sales_record", "standing")}


def test_sales_of_several_files_and_what_pay_is_computed_from_come_out_the_same(
    spark: SparkSession, apache: SparkSession, tmp_path: Path
) -> None:
    lakes = TwoLakes(tmp_path, spark, apache, marts=("sales_team_data_mart",))
    lakes.refresh(*(line for line in begin(lakes.sail).values() if line.dataset == "pos_sales"))
    assert lakes.differences() == ""
    assert lakes.filled() >= {"silver.sales_record", "gold.sales_team_data_mart"}
    assert standings(lakes) == _EVERY_STANDING


@pytest.fixture(scope="module")
def begun(
    spark: SparkSession, apache: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TwoLakes, dict[str, ManifestLine]]:
    """The world, landed and built by both."""
    lakes = TwoLakes(tmp_path_factory.mktemp("parity"), spark, apache)
    lines = begin(lakes.sail)
    lakes.refresh(*lines.values())
    return lakes, lines


@pytest.mark.slow
def test_every_table_comes_out_the_same(begun: tuple[TwoLakes, dict[str, ManifestLine]]) -> None:
    lakes, _ = begun
    assert lakes.differences() == ""
    assert {str(table) for table in all_tables()} - lakes.filled() == {*_OF_PAY, str(UNFINISHED)}
    assert standings(lakes) == _EVERY_STANDING


@pytest.mark.slow
def test_each_engine_goes_on_with_the_other_ones_tables(begun: tuple[TwoLakes, dict[str, ManifestLine]]) -> None:
    lakes, lines = begun
    lakes.swap_engines(marts=("fact_sales", "sales_team_data_mart"))
    lakes.refresh(*go_on(lakes.sail, lines))
    lakes.pay("2026-04")
    assert lakes.differences() == ""
    assert lakes.filled() >= _OF_PAY
    assert {"2026-04", "2027-02"} <= {month for (month,) in lakes.sail.rows("gold.fact_sales", "sales_month")}


@pytest.mark.slow
@pytest.mark.skipif(not JOURNEY.is_dir(), reason=NO_JOURNEY)
def test_a_real_grocers_sales_come_out_the_same(spark: SparkSession, apache: SparkSession, tmp_path: Path) -> None:
    marts = ("fact_sales", "store_performance", "sales_performance", "daily_store_category")
    lakes = TwoLakes(tmp_path, spark, apache, marts=marts)
    lakes.refresh(*drop_journey(lakes.sail, sales=5000))
    assert lakes.differences() == ""
    assert len(lakes.sail.rows("gold.fact_sales", "sale_key")) == 5000


@pytest.mark.slow
def test_both_engines_write_the_same_tables_to_azurite(azurite: Azurite, tmp_path: Path, apache: SparkSession) -> None:
    with embedded_on_azurite(azurite) as embedded:
        lake = AzuriteLake(embedded, tmp_path, azurite, "parity", marts=("sales_team_data_mart",))
        june, july = (lake.sales(sale(f"2026-0{month}-01", "1.00"), path=f"{month}.csv") for month in (6, 7))
        lake.refresh(june)
        lake.spark = apache
        lake.refresh(july)
        by_apache = lake.rows("gold.sales_team_data_mart", "sales_month", "total_sales")
        lake.spark = embedded
        assert lake.rows("gold.sales_team_data_mart", "sales_month", "total_sales") == by_apache
        assert [month for month, _ in by_apache] == ["2026-06", "2026-07"]
