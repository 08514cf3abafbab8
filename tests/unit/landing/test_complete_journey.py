"""Real till data against DuckDB's own count and sum over the raw file."""

import io
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from functions.landing.check import check_file
from functions.landing.source import load_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath

REPOSITORY = Path(__file__).parents[3]
SALES = REPOSITORY.parent / "shared" / "data" / "complete_journey" / "transactions_sample.csv"


@pytest.mark.skipif(not SALES.exists(), reason="the Complete Journey sample does not lie beside the checkout")
def test_a_years_sales_of_a_grocer_are_landed_but_for_one_row_with_an_exponent():
    terms = contract("pos_sales")
    bronze, quarantine = io.BytesIO(), io.BytesIO()
    with SALES.open("rb") as stream:
        landed = check_file(
            stream,
            path=LandingPath("pos_sales", "complete_journey", "sample.csv"),
            version="v1",
            contract=terms,
            mapping=load_source(REPOSITORY / "sources", "complete_journey").mapping(terms),
            bronze=bronze,
            quarantine=quarantine,
            chunk_bytes=2**20,
        )
    rows, total, days = duckdb.execute(
        """select count(*), sum(sales_value::decimal(18,2)) filter (sales_value not like '%e%'),
                  count(distinct transaction_timestamp[:10])
           from read_csv(?, all_varchar = true)""",
        [str(SALES)],
    ).fetchone()
    assert (landed.rows_in, landed.loaded, landed.quarantined) == (rows, rows - 1, 1)
    assert landed.total_cost == total
    refused = json.loads(quarantine.getvalue())
    assert [violation["code"] for violation in refused["violations"]] == ["not-a-decimal"]
    assert "4.440892e-16" in refused["text"]
    table = pq.read_table(io.BytesIO(bronze.getvalue()), columns=["sales_date"])
    assert len(set(table["sales_date"].to_pylist())) == days
