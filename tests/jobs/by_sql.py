"""The marts that a lake holds beside what the SQL of tests/jobs/oracle makes of the same tables of silver."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

import pyarrow as pa
from duckdb import DuckDBPyConnection

from jobs.catalogue import VIEWS, Table, View, all_tables
from jobs.derive.node import Node
from jobs.gold import marts
from tests.jobs.landed import LandedLake
from tests.jobs.oracle import oracle

ANSWERED: Mapping[str, Node] = MappingProxyType({mart.name: mart for mart in marts() if mart.name in oracle.NAMES})
_TABLES = {str(table): table for table in (*all_tables(), *VIEWS)}


def answering(landed: LandedLake, *, as_of: date | None = None) -> DuckDBPyConnection:
    """The oracle over the tables of silver that the lake holds."""
    silver = {name: _held(landed, _TABLES[f"silver.{name}"]) for name in oracle.SILVER}
    return oracle.load(silver, as_of=as_of)


def differences(landed: LandedLake, connection: DuckDBPyConnection, names: Iterable[str] = ANSWERED) -> str:
    """The first rows of each mart that only one of the two has; empty where they say the same."""
    return "\n".join(filter(None, (_difference(landed, connection, name) for name in names)))


def _difference(landed: LandedLake, connection: DuckDBPyConnection, name: str) -> str:
    expected = oracle.answer_table(connection, name)
    assert list(ANSWERED[name].columns) == expected.column_names
    mart = _held(landed, _TABLES[f"gold.{name}"])
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


def _held(landed: LandedLake, table: Table | View) -> pa.Table:
    return landed.lake.read(landed.spark, table).toArrow()
