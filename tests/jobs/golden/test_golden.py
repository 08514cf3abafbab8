"""Every table of gold on the golden world, against rows worked out by hand: working.md shows how, figure by figure.

expected/ holds the tables after both days, before/ some of them after the first: until then the till of Athens has not
been corrected and product 12 has not arrived.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as sf

from jobs.catalogue import SALES, all_tables
from jobs.gold import marts
from tests.jobs.golden.world import HERE, GoldenWorld
from tests.jobs.landed import LandedLake

Rows = list[tuple[str, ...]]
FIRST_DAY, SECOND_DAY = "2026-05-01", "2026-05-02"
AFTER = sorted(file.stem for file in (HERE / "expected").glob("*.csv"))
BEFORE = sorted(file.stem for file in (HERE / "before").glob("*.csv"))
# What each row of the fact points at: the dimension, and its key in both.
KEYS = {
    "dim_customer": "customer_key",
    "dim_product": "product_key",
    "dim_promotion": "promotion_key",
    "dim_sales_team": "sales_person_key",
    "dim_store": "store_key",
}
MEMBERS = {"unknown", "none"}
# Compared with what each layer holds elsewhere.
NOT_HERE = {"reconciliation"}


@dataclass(frozen=True)
class Expected:
    """A table as a person wrote it down: null is an empty cell."""

    columns: tuple[str, ...]
    rows: Rows

    @classmethod
    def of(cls, file: Path) -> "Expected":
        with file.open(newline="", encoding="utf-8") as lines:
            header, *rows = csv.reader(lines)
        return cls(tuple(header), sorted(map(tuple, rows)))


@dataclass(frozen=True)
class Lived:
    """The world after its last day, and what the tables of before/ held after the first."""

    world: GoldenWorld
    first_day: dict[str, Rows]

    def rows(self, table: str, columns: tuple[str, ...]) -> Rows:
        return shown(self.world, f"gold.{table}", columns)


@pytest.fixture(scope="module")
def lived(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    world = GoldenWorld(LandedLake(spark, tmp_path_factory.mktemp("golden")))
    world.live_through(FIRST_DAY)
    there = {mart.name for mart in marts()}
    first_day = {name: shown(world, f"gold.{name}", expected_before(name).columns) for name in BEFORE if name in there}
    world.live_through(SECOND_DAY)
    return Lived(world, first_day)


def shown(world: GoldenWorld, table: str, columns: tuple[str, ...]) -> Rows:
    """These columns of a table's rows as text; file versions by the name of their file."""
    (found,) = (each for each in (SALES, *all_tables()) if str(each) == table)
    frame = world.landed.lake.read(world.landed.spark, found)
    texts = frame.select(*(sf.col(name).cast("string") for name in columns)).collect()
    rows = [dict(zip(columns, ("" if value is None else value for value in row), strict=True)) for row in texts]
    for row in rows:
        if "file_version" in row:
            row["file_version"] = world.file_of(row["file_version"])
    return sorted(tuple(row.values()) for row in rows)


def expected_before(table: str) -> Expected:
    return Expected.of(HERE / "before" / f"{table}.csv")


def expected_after(table: str) -> Expected:
    return Expected.of(HERE / "expected" / f"{table}.csv")


@pytest.mark.parametrize("table", [name for name in AFTER if not name.startswith("dim_")])
def test_a_mart_holds_what_was_worked_out_by_hand(lived: Lived, table: str) -> None:
    expected = expected_after(table)
    assert lived.rows(table, expected.columns) == expected.rows


@pytest.mark.parametrize("table", BEFORE)
def test_before_the_correction_and_the_late_product_it_held_what_was_known_then(lived: Lived, table: str) -> None:
    assert lived.first_day[table] == expected_before(table).rows


@pytest.mark.parametrize("table", [name for name in AFTER if name.startswith("dim_")])
def test_a_dimension_holds_its_versions(lived: Lived, table: str) -> None:
    expected = expected_after(table)
    found = [row for row in lived.rows(table, expected.columns) if row[0] not in MEMBERS]
    assert [row for row in found if table != "dim_date" or row in expected.rows] == expected.rows


@pytest.mark.parametrize("dimension", KEYS)
def test_every_key_of_the_fact_is_in_its_dimension_once_beside_the_two_members(lived: Lived, dimension: str) -> None:
    key = KEYS[dimension]
    there = [row[0] for row in lived.rows(dimension, (key,))]
    known = {row[0] for row in expected_after(dimension).rows}
    assert sorted(there) == sorted(known | MEMBERS)
    assert {row[0] for row in lived.rows("fact_sales", (key,))} <= set(there)


def test_every_day_of_the_fact_is_in_the_dates(lived: Lived) -> None:
    assert set(lived.rows("fact_sales", ("date_key",))) <= set(lived.rows("dim_date", ("date_key",)))


def test_the_fact_knows_each_line_by_the_key_of_its_sale(lived: Lived) -> None:
    columns = ("sale_key", "file_version", "row_number")
    assert lived.rows("fact_sales", columns) == shown(lived.world, "silver.sales", columns)


def test_a_mart_has_the_columns_of_its_definition_in_their_order_and_none_is_left_out() -> None:
    built = {mart.name: tuple(mart.columns) for mart in marts() if mart.name not in NOT_HERE}
    assert sorted(built) == AFTER
    for table, columns in built.items():
        expected = expected_after(table).columns
        if table == "fact_sales":
            expected = ("sale_key", *expected)
        if not table.startswith("dim_"):
            assert columns == expected, table


def test_a_sale_around_midnight_belongs_to_the_business_date_of_its_store(lived: Lived) -> None:
    columns = ("receipt_id", "sales_date", "sales_month", "sold_at", "sold_hour")
    sales = {row[0]: row[1:] for row in shown(lived.world, "silver.sales", columns)}
    assert sales["A5"] == ("2026-03-31", "2026-03", "2026-04-01 03:30:00", "23")  # New York
    assert sales["C2"] == ("2026-04-01", "2026-04", "2026-03-31 18:45:00", "0")  # Kolkata
    assert sales["X1"] == ("2026-03-28", "2026-03", "2026-03-28 16:00:00", "18")  # Athens, before summer time
    assert sales["X2"] == ("2026-04-02", "2026-04", "2026-04-02 13:08:20", "16")  # and within it
