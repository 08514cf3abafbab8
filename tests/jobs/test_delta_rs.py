"""Commits by delta-rs: when there is none, and which storage they go to."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from jobs.contracts.errors import RunFailed
from jobs.delta_rs import commit, let_go
from jobs.engine import open_session

_ONE = pa.table({"sales_month": ["2026-03"], "lines": pa.array([1], pa.int64())})
_NONE = _ONE.slice(0, 0)


def put(spark: SparkSession, folder: Path, rows: pa.Table, replacing: str = "") -> None:
    commit(spark, str(folder), rows, replacing=replacing, by_month=True)


def lines(folder: Path) -> list[int]:
    return sorted(DeltaTable(str(folder)).to_pyarrow_table()["lines"].to_pylist())


def version(folder: Path) -> int:
    return DeltaTable(str(folder)).version()


@pytest.mark.parametrize("replacing", ["", "sales_month = '2026-03'"])
def test_nothing_in_place_of_nothing_is_no_commit(spark: SparkSession, tmp_path: Path, replacing: str) -> None:
    put(spark, tmp_path, _NONE)
    put(spark, tmp_path, _NONE, replacing)
    assert version(tmp_path) == 0
    put(spark, tmp_path, _ONE, replacing)
    assert lines(tmp_path) == [1]
    put(spark, tmp_path, _NONE, replacing)
    assert lines(tmp_path) == []


def test_an_empty_table_takes_on_the_columns_of_no_rows(spark: SparkSession, tmp_path: Path) -> None:
    put(spark, tmp_path, _NONE)
    put(spark, tmp_path, _NONE.rename_columns(["sales_month", "orders"]))
    assert [field.name for field in DeltaTable(str(tmp_path)).schema().fields] == ["sales_month", "orders"]


def test_a_session_knows_its_own_storage_behind_a_location(spark: SparkSession, tmp_path: Path) -> None:
    table, first = tmp_path / "table", tmp_path / "first"
    put(spark, table, _ONE)
    put(spark, table, _ONE, "sales_month = '2026-03'")
    shutil.move(table, first)  # as where another account answers at the same address
    other = open_session("embedded")
    put(other, table, _ONE)
    put(other, table, _ONE, "sales_month = '2026-03'")
    assert (version(first), version(table)) == (1, 1)
    assert lines(table) == [1]


def test_what_is_held_is_let_go(spark: SparkSession, tmp_path: Path) -> None:
    put(spark, tmp_path / "table", _ONE)
    shutil.rmtree(tmp_path / "table")
    let_go()
    put(spark, tmp_path / "table", _ONE)
    assert version(tmp_path / "table") == 0


def test_rows_beside_the_part_that_they_replace_are_refused_without_being_shown(
    spark: SparkSession, tmp_path: Path
) -> None:
    put(spark, tmp_path, _ONE)
    with pytest.raises(RunFailed) as raised:
        put(spark, tmp_path, _ONE, "sales_month = '2026-04'")
    assert "2026-03" not in str(raised.value)
    assert lines(tmp_path) == [1]
