"""The star under plain names: whatever a sale is joined with, no sale is lost or doubled."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.attach import attach
from jobs.catalogue import VIEWS, all_tables
from jobs.star import STAR
from tests.jobs.landed import LandedLake, sale
from till.warm.read_only import require_read_only

DIAGRAM = Path(__file__).parents[2] / "docs" / "star.md"
KEYS = {
    "customer": "customer_key",
    "product": "product_key",
    "store": "store_key",
    "salesperson": "sales_person_key",
    "promotion": "promotion_key",
    "calendar": "date_key",
}


@pytest.fixture(scope="module")
def built(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    """Eight sales, one told twice, of ids that have arrived, that have not, and that are missing."""
    tables = {plain.table for plain in STAR.values()}
    landed = LandedLake(spark, Path(tmp_path_factory.mktemp("star")), marts=tuple(sorted(tables)))
    twice = sale("2026-06-20", "4.00", product_id=6, receipt_id="b", line_no=2)
    landed.refresh(
        landed.sales(
            sale("2026-06-10", "10.00", product_id=5, receipt_id="a", line_no=1, promotion_id="P1"),
            sale("2026-06-20", "20.00", product_id=5, receipt_id="b", line_no=1, promotion_id="P9"),
            twice,
            sale("2026-06-21", "-3.00", product_id=5, receipt_id="c", line_no=1),
            sale("2026-07-01", "5.00", customer_id=None, sales_person_id=None, product_name=None, receipt_id="d"),
            sale("2026-07-01", "6.00", customer_id=8, sales_person_id=9, store_id=2, receipt_id="e"),
            sale("2026-07-02", "7.00", product_name="Tea", receipt_id="f"),
            sale("2026-12-31", "0.00", receipt_id="g"),
        ),
        landed.sales(twice, path="again.csv", landed_at="2026-08-02T00:00:00+00:00"),
        landed.land("product", [{"id": 5, "name": "tea", "business_date": date(2026, 6, 15)}], path="1.csv"),
        landed.land(
            "product",
            [{"id": 5, "name": "Tea", "category": "drinks", "business_date": date(2026, 6, 20)}],
            path="2.csv",
        ),
        landed.land("customer", [{"customer_id": 7, "first_name": "Ada", "business_date": date(2026, 1, 1)}]),
        landed.land("sales_team", [{"id": 1, "first_name": "Sam", "last_name": "Hill"}]),
        landed.land("store", [{"id": 1, "address": "High St"}]),
        landed.land("promotion", [{"promotion_id": "P1", "name": "June"}]),
    )
    return landed


@pytest.fixture(scope="module", params=["spark", pytest.param("apache", marks=pytest.mark.slow)])
def world(built: LandedLake, request: pytest.FixtureRequest) -> Iterator[LandedLake]:
    """What was built once, asked on each engine."""
    session: SparkSession = request.getfixturevalue(request.param)
    attach(session, built.lake)
    there = [table for table in all_tables() if built.lake.exists(session, table)]
    yield LandedLake(session, built.folder)
    for view in VIEWS:
        if view.table in there:
            session.sql(f"drop view if exists {view}")
    for table in there:
        session.sql(f"drop table if exists {table}")


def test_the_diagram_draws_columns_that_there_are() -> None:
    diagram = DIAGRAM.read_text(encoding="utf-8").split("```mermaid\n")[1].split("```")[0]
    drawn = {
        name: re.findall(r"^ +\w+ (\w+)", body, re.M) for name, body in re.findall(r"(\w+) \{\n(.*?)\}", diagram, re.S)
    }
    joined = dict(re.findall(r"sales \}o--\|\| (\w+) : (\w+)", diagram))
    assert joined == KEYS
    assert drawn.keys() == STAR.keys()
    assert all(set(columns) <= STAR[name].columns.keys() for name, columns in drawn.items())
    assert all(drawn[name][0] == key for name, key in KEYS.items())


def asked(world: LandedLake, query: str) -> list[tuple[object, ...]]:
    """The rows that a query that only reads answers."""
    require_read_only(query)
    return [tuple(row) for row in world.spark.sql(query).collect()]


@pytest.mark.parametrize("dimension", KEYS)
def test_each_sale_meets_one_row_of_each_dimension(world: LandedLake, dimension: str) -> None:
    key = KEYS[dimension]
    found = asked(
        world,
        "select count(*), sum(s.net_sales), count(distinct s.sale_key) "
        f"from star.sales s join star.{dimension} d on s.{key} = d.{key}",
    )
    assert found == [(8, Decimal("49.00"), 8)]
    assert asked(world, "select count(*), sum(net_sales) from silver.sales") == [(8, Decimal("49.00"))]


def test_all_dimensions_at_once_lose_nothing_either(world: LandedLake) -> None:
    joins = " ".join(f"join star.{name} on sales.{key} = {name}.{key}" for name, key in KEYS.items())
    assert asked(world, f"select count(*), sum(net_sales) from star.sales {joins}") == [(8, Decimal("49.00"))]


def test_what_has_not_arrived_and_what_is_missing_go_by_those_names(world: LandedLake) -> None:
    by_name = "select {0}, sum(net_sales) from star.sales s join star.{0} d on s.{1} = d.{1} group by {0} order by {0}"
    assert asked(world, by_name.format("customer", "customer_key")) == [
        ("Ada", Decimal("38.00")),
        ("none", Decimal("5.00")),
        ("unknown", Decimal("6.00")),
    ]
    assert asked(world, by_name.format("salesperson", "sales_person_key")) == [
        ("Sam Hill", Decimal("38.00")),
        ("none", Decimal("5.00")),
        ("unknown", Decimal("6.00")),
    ]
    assert asked(world, by_name.format("promotion", "promotion_key")) == [
        ("June", Decimal("10.00")),
        ("none", Decimal("19.00")),
        ("unknown", Decimal("20.00")),
    ]


def test_a_sale_shows_the_product_as_it_was_on_its_date(world: LandedLake) -> None:
    query = (
        "select date, product, category, store, net_sales from star.sales s join star.product p on "
        "s.product_key = p.product_key join star.store t on s.store_key = t.store_key "
        "where product <> 'none' order by date, receipt, receipt_line"
    )
    assert asked(world, query) == [
        (date(2026, 6, 10), "tea", None, "High St", Decimal("10.00")),
        (date(2026, 6, 20), "Tea", "drinks", "High St", Decimal("20.00")),
        (date(2026, 6, 20), "unknown", None, "High St", Decimal("4.00")),
        (date(2026, 6, 21), "Tea", "drinks", "High St", Decimal("-3.00")),
        (date(2026, 7, 2), "Tea", "drinks", "High St", Decimal("7.00")),
    ]


def test_every_column_answers_by_its_plain_name(world: LandedLake) -> None:
    for name, plain in STAR.items():
        assert world.spark.sql(f"select * from star.{name}").columns == list(plain.columns)
        assert world.rows(f"star.{name}", *plain.columns)
