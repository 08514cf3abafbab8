"""Each mart against the SQL of tests/jobs/oracle, over the same tables of silver, row by row and column by column."""

from dataclasses import replace
from datetime import date

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, given, settings
from pyspark.sql import SparkSession

from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from jobs.refresh import run
from tests.examples import examples
from tests.jobs.by_sql import ANSWERED, answering, differences
from tests.jobs.landed import LandedLake
from tests.jobs.oracle.worlds import World, seeded_tables, seeded_world, small_world

_FILES_OF_SALES = 3


def land(landed: LandedLake, world: World) -> tuple[ManifestLine, ...]:
    """Land the world, a file per dataset and the sales in several, one with bad rows; the lines that load it."""
    sales = world["pos_sales"]
    shares = [sales[start::_FILES_OF_SALES] for start in range(_FILES_OF_SALES)]
    lines = [landed.sales(*share, path=f"{number}.csv") for number, share in enumerate(shares) if share]
    bad = {"rows_in": lines[0].rows + 3, "quarantined": 3, "violations": (("date-unreadable", 1), ("value-missing", 3))}
    lines[0] = replace(lines[0], **bad)
    rest = [landed.land(dataset, rows) for dataset, rows in world.items() if dataset != "pos_sales" and rows]
    return (*lines, *rest)


@pytest.fixture(scope="module")
def season(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[LandedLake, DuckDBPyConnection]:
    """A seeded season, landed and built."""
    landed = LandedLake(spark, tmp_path_factory.mktemp("season"))
    landed.refresh(*land(landed, seeded_world(7, 4000)))
    return landed, answering(landed)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_mart_of_a_season_is_what_sql_says(season: tuple[LandedLake, DuckDBPyConnection], name: str) -> None:
    landed, connection = season
    assert connection.execute("select count(*) > 3900 from silver_sales").fetchall() == [(True,)]
    assert differences(landed, connection, [name]) == ""


def test_snapshots_look_back_from_the_day_that_the_run_names(landed: LandedLake) -> None:
    landed.refresh(*land(landed, seeded_world(8, 1500)))
    run(landed.spark, landed.lake, RunRequest(run_id="again", kind="refresh", as_of="2026-04-15"))
    connection = answering(landed, as_of=date(2026, 4, 15))
    assert connection.execute("select max(sales_date) > '2026-05-01' from silver_sales").fetchall() == [(True,)]
    snapshots = [name for name, mart in ANSWERED.items() if "as_of" in mart.columns]
    assert differences(landed, connection, snapshots) == ""


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_marts_of_a_hundred_thousand_lines_are_what_sql_says(landed: LandedLake) -> None:
    tables = seeded_tables(9, 100_000)
    landed.refresh(*(landed.land_table(dataset, table) for dataset, table in tables.items() if len(table)))
    connection = answering(landed)
    assert connection.execute("select count(*) > 95000 from silver_sales").fetchall() == [(True,)]
    assert differences(landed, connection) == ""


@settings(max_examples=examples(4, 60), deadline=None, suppress_health_check=list(HealthCheck))
@given(world=small_world())
def test_the_marts_of_a_few_lines_are_what_sql_says(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    landed = LandedLake(spark, tmp_path_factory.mktemp("world"))
    landed.refresh(*land(landed, world))
    connection = answering(landed)
    assert differences(landed, connection) == ""
