"""Forgetting: what a table of persons held before is nowhere in its files, and what it holds now is all there."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs.contracts.messages import RunRequest
from jobs.forget import tables_of_persons
from jobs.refresh import run
from tests.erasing.search import texts_in
from tests.jobs.landed import LandedLake, removal, sale

_FORGET = RunRequest("forget", "forget")
_WORD = "Zoltanka"


def told_and_corrected(landed: LandedLake) -> None:
    """A customer's name is told, and blanked by a correction of the file."""
    first = landed.land("customer", [_customer(_WORD), {**_customer("Anna"), "customer_id": 8}])
    landed.refresh(landed.sales(sale("2026-07-01", "1.00", customer_id=7)), first)
    landed.refresh(landed.land("customer", [_customer(None), {**_customer("Anna"), "customer_id": 8}]), removal(first))


def _customer(name: str | None) -> dict[str, object]:
    return {"customer_id": 7, "first_name": name, "last_name": "X"}


def holding(folder: Path, word: str) -> set[str]:
    """The last suffixes of the files of tables that hold a word."""
    files = [file for layer in ("silver", "gold") for file in (folder / layer).rglob("*") if file.is_file()]
    return {file.suffix for file in files if any(word in text for text in texts_in(file.read_bytes()))}


@pytest.mark.marts("customer_data_mart")
def test_the_embedded_engine_forgets_what_tables_and_their_logs_held(landed: LandedLake) -> None:
    told_and_corrected(landed)
    before = [landed.rows(str(table)) for table in tables_of_persons()]
    assert holding(landed.folder, _WORD) >= {".json", ".parquet"}
    run(landed.spark, landed.lake, _FORGET)
    assert holding(landed.folder, _WORD) == set()
    assert [landed.rows(str(table)) for table in tables_of_persons()] == before
    run(landed.spark, landed.lake, _FORGET)
    landed.refresh(landed.land("customer", [{**_customer("Berta"), "customer_id": 9}], path="b.csv"))
    assert ("Berta",) in landed.rows("silver.customer", "first_name")


@pytest.mark.slow
@pytest.mark.marts("customer_data_mart")
def test_apache_spark_forgets_the_rows_and_leaves_the_log_its_time(landed: LandedLake, apache: SparkSession) -> None:
    told_and_corrected(landed)
    before = [landed.rows(str(table)) for table in tables_of_persons()]
    run(apache, landed.lake, _FORGET)
    assert holding(landed.folder, _WORD) == {".json"}
    on_spark = LandedLake(apache, landed.folder)
    assert [on_spark.rows(str(table)) for table in tables_of_persons()] == before


def test_no_table_without_persons_loses_what_it_held_before() -> None:
    assert {str(table) for table in tables_of_persons()} == {
        *("silver.customer_record", "silver.customer", "gold.dim_customer", "gold.customer_data_mart"),
        *("gold.customer_analysis", "gold.customers_by_region", "gold.infrequent_buyers", "gold.top_customers"),
        "gold.fact_sales",
    }
