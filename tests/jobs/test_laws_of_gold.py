"""Laws of gold: in which order and grouping files arrive says nothing, nor does building again, and sales add up.

What landed later corrects what landed before, whenever it is loaded.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.contracts.messages import RunRequest
from jobs.derive.graph import nodes
from jobs.derive.node import Node
from jobs.refresh import run
from tests.examples import examples, is_long
from tests.jobs.landed import LandedLake
from tests.jobs.season import FILES, File, counting, of_known

type Tables = dict[str, list[tuple[Any, ...]]]

MOST_CUTS = 6 if is_long() else 1
_KEEPING = [node for node in nodes() if node.keeps]


def _differing(found: Tables, expected: Tables) -> dict[str, list[str]]:
    """Up to three rows that only one of the two has, by the table's name."""
    both = {name: (Counter(found.get(name, ())), Counter(expected.get(name, ()))) for name in {*found, *expected}}
    return {
        name: sorted(map(repr, ((one - other) + (other - one)).elements()))[:3]
        for name, (one, other) in both.items()
        if one != other
    }


@pytest.fixture(scope="module")
def season(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[LandedLake, Tables]:
    """The season, built as a whole, and what the tables hold then."""
    landed = LandedLake(spark, tmp_path_factory.mktemp("season"))
    landed.refresh(*(file.land(landed) for file in FILES), full=True)
    return landed, landed.all_rows()


def _in_batches(spark: SparkSession, batches: Iterable[Sequence[File]]) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        landed = LandedLake(spark, Path(folder))
        for batch in batches:
            landed.refresh(*(file.land(landed) for file in batch))
        return landed.all_rows()


def _cut(files: Sequence[File], places: Iterable[int]) -> list[Sequence[File]]:
    edges = [0, *sorted(places), len(files)]
    return [files[start:end] for start, end in pairwise(edges)]


def test_the_season_has_what_makes_an_order_matter() -> None:
    first, later = ([row for file in FILES for row in file.rows if file.hour // 12 == half] for half in (0, 1))
    keys = {
        (row["store_id"], row["receipt_id"], row["line_no"])
        for row in first
        if "receipt_id" in row and "line_no" in row
    }
    assert len([row for row in later if (row.get("store_id"), row.get("receipt_id"), row.get("line_no")) in keys]) > 15
    origins = [row for row in first if row.get("original_sales_date")]
    assert any(f"{row['sales_date']:%m}" != f"{row['original_sales_date']:%m}" for row in origins)
    assert {file.dataset for file in FILES} > {"promotion", "product_review", "inventory", "suspect_case"}


@pytest.mark.parametrize(
    ("sales_first", "files_a_batch"), [(False, 2), *(((True, 7), (True, 1), (False, 1)) if is_long() else ())]
)
def test_files_that_come_in_many_batches_the_latest_first_give_what_one_build_gives(
    spark: SparkSession, season: tuple[LandedLake, Tables], sales_first: bool, files_a_batch: int
) -> None:
    files = sorted(FILES, key=lambda file: ((file.dataset == "pos_sales") != sales_first, -file.hour))
    found = _in_batches(spark, _cut(files, range(files_a_batch, len(files), files_a_batch)))
    assert _differing(found, season[1]) == {}


@settings(max_examples=examples(2, 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=st.permutations(range(len(FILES))),
    places=st.sets(st.integers(1, len(FILES) - 1), min_size=1, max_size=MOST_CUTS),
)
def test_any_order_and_grouping_of_the_files_gives_what_one_build_gives(
    spark: SparkSession, season: tuple[LandedLake, Tables], order: list[int], places: set[int]
) -> None:
    assert _differing(_in_batches(spark, _cut([FILES[number] for number in order], places)), season[1]) == {}


def test_what_is_built_again_is_the_same(season: tuple[LandedLake, Tables]) -> None:
    landed, before = season
    landed.refresh(*(file.land(landed) for file in FILES), full=True)
    assert _differing(landed.all_rows(), before) == {}
    run(landed.spark, landed.lake, RunRequest(run_id="april", kind="refresh", month="2026-04"))
    assert _differing(landed.all_rows(), before) == {}


def _sums(pairs: Iterable[tuple[date | str, Decimal]]) -> dict[date | str, Decimal]:
    sums: dict[date | str, Decimal] = defaultdict(Decimal)
    for item, amount in pairs:
        sums[item] += amount
    return dict(sums)


@pytest.mark.parametrize("node", _KEEPING, ids=str)
def test_a_table_that_keeps_all_sales_adds_up_to_the_landed_lines(
    season: tuple[LandedLake, Tables], node: Node
) -> None:
    lines = [row for _, row in of_known()] if node.of_known else counting()
    item = "sales_date" if "sales_date" in node.columns else "sales_month"
    expected = _sums(
        (row["sales_date"] if item == "sales_date" else f"{row['sales_date']:%Y-%m}", row["total_cost"])
        for row in lines
    )
    assert len(expected) > 4
    assert _sums(season[0].rows(str(node), item, node.keeps)) == expected


def test_what_is_told_of_all_customers_adds_up_to_what_those_who_have_bought_spent(
    season: tuple[LandedLake, Tables],
) -> None:
    lines = of_known()
    buyers = {customer for customer, row in lines if (row["quantity"] or 0) >= 0}
    expected = sum(row["total_cost"] for customer, row in lines if customer in buyers)
    columns = {
        "gold.customer_analysis": "net_sales",
        "gold.customers_by_region": "net_sales",
        "gold.rfm": "monetary",
        "gold.top_customers": "net_spend",
    }
    found = {table: sum(amount for (amount,) in season[0].rows(table, column)) for table, column in columns.items()}
    assert 10 < len(buyers) <= 100
    assert found == dict.fromkeys(columns, expected)


def test_what_is_told_of_all_products_and_months_adds_up_to_all_sales(season: tuple[LandedLake, Tables]) -> None:
    expected = sum(row["total_cost"] for row in counting())
    for table in ("gold.product_impact", "gold.monthly_sales_change"):
        assert sum(amount or 0 for (amount,) in season[0].rows(table, "net_sales")) == expected
    assert len(season[0].rows("gold.fact_sales", "sale_key")) == len(counting())
