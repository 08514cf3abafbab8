"""What landing writes is what each engine reads: figures packed as differences, texts with and without a dictionary."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pyspark.sql import SparkSession

from functions.landing.check import check_file
from functions.landing.source import parse_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath
from jobs.silver.schema import bronze_schema

SOURCE = "source: test\nformat: csv\ntime_zone: America/New_York\ndatasets: {pos_sales: {}}\n"
HEADER = (
    "store_id,receipt_id,line_no,customer_id,product_id,product_name,sales_date,sales_person_id,"
    "price,quantity,total_cost,discount_amount,sold_at,till\n"
)
ROWS = 3_000
COLUMNS = (
    *("store_id", "receipt_id", "line_no", "customer_id", "product_id", "product_name", "sales_date"),
    *("price", "quantity", "total_cost", "discount_amount", "sold_hour", "file_version", "row_number"),
)
type Expected = tuple[Any, ...]


def line(number: int) -> tuple[str, Expected]:
    """One line, and what has to stand in bronze of it: worked out here, from the number alone."""
    store, quantity = number % 3 - 1, Decimal(number % 5 - 2)
    price, discount = Decimal(number * 7919 % 10**9) / 100, Decimal(number % 4) / 10
    customer = None if number % 10 == 0 else 2**62 + number
    total = price * quantity - discount
    day = date(2026, 1 + number % 6, 1 + number % 28)
    name = 'Käse, "alt"' if number % 7 == 0 else f"Product {number % 11}"
    quoted = '"' + name.replace('"', '""') + '"'
    text = (
        f"{store},R{number},{number % 9},{customer or ''},{number % 50},{quoted},{day},7,{price:.2f},{quantity},"
        f"{total:.2f},{discount:.2f},{day} {number % 24:02d}:30:00,{number}\n"
    )
    known = (
        store,
        f"R{number}",
        number % 9,
        customer,
        number % 50,
        name,
        day,
        price,
        quantity,
        total,
        discount,
        number % 24,
    )
    return text, (*known, "f" * 32, number + 1)


@pytest.fixture
def bronze(tmp_path: Path) -> tuple[Path, list[Expected]]:
    made = [line(number) for number in range(ROWS)]
    agreed = contract("pos_sales")
    file = tmp_path / "bronze.parquet"
    with file.open("wb") as parquet:
        landed = check_file(
            io.BytesIO((HEADER + "".join(text for text, _ in made)).encode()),
            path=LandingPath("pos_sales", "test", "a.csv"),
            version="f" * 32,
            contract=agreed,
            mapping=parse_source(SOURCE, where="test", name="test").mapping(agreed),
            bronze=parquet,
            quarantine=io.BytesIO(),
            chunk_bytes=50_000,
        )
    assert landed.loaded == ROWS
    return file, [expected for _, expected in made]


def read_by(spark: SparkSession, file: Path) -> list[Expected]:
    frame = spark.read.schema(bronze_schema("pos_sales")).parquet(f"file://{file}")
    return sorted((tuple(row) for row in frame.select(*COLUMNS).collect()), key=lambda row: row[-1])


def test_the_embedded_engine_reads_what_landing_writes(
    spark: SparkSession, bronze: tuple[Path, list[Expected]]
) -> None:
    file, expected = bronze
    assert read_by(spark, file) == expected


def test_apache_spark_reads_what_landing_writes(apache: SparkSession, bronze: tuple[Path, list[Expected]]) -> None:
    file, expected = bronze
    assert read_by(apache, file) == expected


def test_duckdb_reads_what_landing_writes(bronze: tuple[Path, list[Expected]]) -> None:
    file, expected = bronze
    query = f"select {', '.join(COLUMNS)} from read_parquet('{file}') order by row_number"
    assert duckdb.execute(query).fetchall() == expected
    assert duckdb.execute(f"select count(*) from read_parquet('{file}') where extras['till'] is null").fetchall() == [
        (0,)
    ]
