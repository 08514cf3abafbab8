"""Real sales in every layout land to the same rows, and their figures are those that DuckDB reads off the raw file."""

import csv
import io
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from functions.landing.check import Landed, check_file
from functions.landing.source import parse_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath
from tests.unit.landing.real_layouts import TIME, Rows, Written, layouts

SALES = Path(__file__).parents[4] / "shared" / "data" / "complete_journey" / "transactions_sample.csv"
ROWS = 5000
# The hour that the clocks skipped has no moments in UTC, which one of the layouts is written in.
SKIPPED = "2017-03-12 02"

pytestmark = pytest.mark.skipif(
    not SALES.exists(), reason="the Complete Journey sample does not lie beside the checkout"
)


def landed(written: Written) -> tuple[Landed, pa.Table]:
    terms = contract("pos_sales")
    bronze, quarantine = io.BytesIO(), io.BytesIO()
    books = check_file(
        io.BytesIO(written.content),
        path=LandingPath("pos_sales", "test", written.file),
        version="v1",
        contract=terms,
        mapping=parse_source(written.source_text(), where="test.yaml", name="test").mapping(terms),
        bronze=bronze,
        quarantine=quarantine,
        control=written.control,
        chunk_bytes=2**16,
    )
    assert quarantine.getvalue() == b""
    names = [*(column.name for column in terms.columns), "row_number"]
    return books, pq.read_table(io.BytesIO(bronze.getvalue()), columns=names)


def figures(books: Landed) -> tuple[object, ...]:
    return books.rows_in, books.loaded, books.total_cost, books.min_date, books.max_date, books.months


@pytest.fixture(scope="module")
def rows() -> Rows:
    with SALES.open(newline="", encoding="utf-8") as text:
        return list(islice((row for row in csv.DictReader(text) if not row[TIME].startswith(SKIPPED)), ROWS))


@pytest.fixture(scope="module")
def all_layouts(rows: Rows) -> dict[str, Written]:
    return {written.name: written for written in layouts(rows)}


@pytest.fixture(scope="module")
def plain(all_layouts: dict[str, Written]) -> tuple[Landed, pa.Table]:
    return landed(all_layouts["plain"])


def test_every_layout_lands_to_the_same_rows(all_layouts, plain) -> None:
    books, bronze = plain
    assert len(all_layouts) >= 25
    outcomes = {name: landed(written) for name, written in all_layouts.items()}
    assert {name: other for name, (other, _) in outcomes.items() if figures(other) != figures(books)} == {}
    assert [name for name, (_, table) in outcomes.items() if not table.equals(bronze)] == []


def test_the_rows_are_those_that_duckdb_reads(plain) -> None:
    books, bronze = plain
    expected = duckdb.execute(
        f"""select store_id::bigint, basket_id, household_id::bigint, product_id::bigint, quantity::decimal(18,3),
                   sales_value::decimal(18,2), transaction_timestamp[:10]::date, transaction_timestamp[12:13]::int,
                   row_number() over () as row_number
            from (select * from read_csv(?, all_varchar = true, parallel = false)
                  where not starts_with(transaction_timestamp, ?) limit {ROWS})
            order by row_number""",
        [str(SALES), SKIPPED],
    ).fetchall()
    names = ("store_id", "receipt_id", "customer_id", "product_id", "quantity", "total_cost", "sales_date", "sold_hour")
    found = bronze.select([*names, "row_number"]).to_pylist()
    assert [tuple(row.values()) for row in found] == expected
    assert books.total_cost == sum(row[5] for row in expected)
    assert (books.min_date, books.max_date) == (min(row[6] for row in expected), max(row[6] for row in expected))
