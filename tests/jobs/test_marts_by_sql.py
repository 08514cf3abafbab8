"""Each mart against the SQL of tests/jobs/oracle, over the same tables of silver, row by row and column by column."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import HealthCheck, given, settings
from pyspark.sql import SparkSession

from jobs.catalogue import VIEWS, Table, View, all_tables
from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from jobs.gold import marts
from jobs.refresh import run
from tests.jobs.landed import LandedLake
from tests.jobs.oracle import oracle
from tests.jobs.oracle.worlds import World, seeded_world, small_world

_TABLES = {str(table): table for table in (*all_tables(), *VIEWS)}
_BUILT = {mart.name: mart for mart in marts() if mart.name in oracle.NAMES}
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


def held(landed: LandedLake, table: Table | View) -> pa.Table:
    """What a table holds, in no order."""
    return landed.lake.read(landed.spark, table).toArrow()


def answering(landed: LandedLake, *, as_of: date | None = None) -> DuckDBPyConnection:
    """The oracle over the tables of silver that the lake holds."""
    return oracle.load({name: held(landed, _TABLES[f"silver.{name}"]) for name in oracle.SILVER}, as_of=as_of)


def difference(landed: LandedLake, connection: DuckDBPyConnection, name: str) -> str:
    """The first rows that only one of the two has; empty where they say the same."""
    expected = oracle.answer_table(connection, name)
    assert list(_BUILT[name].columns) == expected.column_names
    mart = held(landed, _TABLES[f"gold.{name}"])
    ours, theirs = oracle.plain_rows(mart.select(expected.column_names)), oracle.plain_rows(expected)
    if ours == theirs:
        return ""
    of_sql = set(theirs)
    of_mart = set(ours)
    told = [
        *(f"by SQL alone  {row}" for row in theirs if row not in of_mart),
        *(f"mart alone    {row}" for row in ours if row not in of_sql),
    ]
    return "\n".join(
        [f"{name} {expected.column_names}: {len(theirs)} rows by SQL, {len(ours)} in the mart", *told[:12]]
    )


@pytest.fixture(scope="module")
def season(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[LandedLake, DuckDBPyConnection]:
    """A seeded season, landed and built."""
    landed = LandedLake(spark, tmp_path_factory.mktemp("season"))
    landed.refresh(*land(landed, seeded_world(7, 4000)))
    return landed, answering(landed)


@pytest.mark.parametrize("name", _BUILT)
def test_a_mart_of_a_season_is_what_sql_says(season: tuple[LandedLake, DuckDBPyConnection], name: str) -> None:
    landed, connection = season
    assert connection.execute("select count(*) > 3900 from silver_sales").fetchall() == [(True,)]
    assert difference(landed, connection, name) == ""


def test_snapshots_look_back_from_the_day_that_the_run_names(landed: LandedLake) -> None:
    landed.refresh(*land(landed, seeded_world(8, 1500)))
    run(landed.spark, landed.lake, RunRequest(run_id="again", kind="refresh", as_of="2026-04-15"))
    connection = answering(landed, as_of=date(2026, 4, 15))
    assert connection.execute("select max(sales_date) > '2026-05-01' from silver_sales").fetchall() == [(True,)]
    snapshots = [name for name, mart in _BUILT.items() if "as_of" in mart.columns]
    assert "\n".join(filter(None, (difference(landed, connection, name) for name in snapshots))) == ""


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=small_world())
def test_the_marts_of_a_few_lines_are_what_sql_says(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    landed = LandedLake(spark, tmp_path_factory.mktemp("world"))
    landed.refresh(*land(landed, world))
    connection = answering(landed)
    assert "\n".join(filter(None, (difference(landed, connection, name) for name in _BUILT))) == ""
