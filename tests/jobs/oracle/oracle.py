"""The independent answer: what every mart of gold holds, by SQL for DuckDB over the tables of silver.

The SQL was written from the definitions alone. `base.sql` has what the marts share; each other file is one mart.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

_HERE = Path(__file__).parent
BASE = "base"
SILVER = (
    *("sales", "customer", "product", "store", "sales_team", "promotion", "product_review", "inventory"),
    *("suspect_case", "file_quality"),
)
NAMES = tuple(sorted(file.stem for file in _HERE.glob("*.sql") if file.stem != BASE))


def query(name: str) -> str:
    """The SQL of a mart, or of what they share."""
    return (_HERE / f"{name}.sql").read_text(encoding="utf-8")


def load(silver: Path | Mapping[str, pa.Table], *, as_of: date | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that answers `answer`.

    silver  the tables of SILVER by name; or a folder that has <table>.parquet, or a folder <table> of Parquet files
    as_of   the day of the snapshots; the last day with sales where it is not given
    """
    connection = duckdb.connect()
    show(connection, silver)
    prepare(connection, as_of=as_of)
    return connection


def show(connection: duckdb.DuckDBPyConnection, silver: Path | Mapping[str, pa.Table]) -> None:
    """Make the views silver_<table>."""
    for table in SILVER:
        if isinstance(silver, Path):
            single = silver / f"{table}.parquet"
            files = single if single.is_file() else silver / table / "**" / "*.parquet"
            connection.execute(f"create or replace view silver_{table} as from read_parquet('{files}')")
        else:
            connection.register(f"silver_{table}", silver[table])


def prepare(connection: duckdb.DuckDBPyConnection, *, as_of: date | None = None) -> None:
    """Work out what the marts share."""
    connection.execute("set variable as_of = ?::date", [as_of])
    connection.execute(query(BASE))


def answer_table(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    """What a mart holds, its columns in order; the rows in no order."""
    return connection.sql(query(name)).to_arrow_table()


def answer(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    """The rows of a mart, in a fixed order; moments as microseconds since 1970 (UTC)."""
    return plain_rows(answer_table(connection, name))


def plain_rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """The rows of a table as tuples, in a fixed order; moments as microseconds since 1970 (UTC)."""
    columns = [_plain(column).to_pylist() for column in table.columns]
    return sorted(zip(*columns, strict=True), key=repr)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_timestamp(column.type):
        return column
    return column.cast(pa.timestamp("us", tz=column.type.tz)).cast(pa.int64())
