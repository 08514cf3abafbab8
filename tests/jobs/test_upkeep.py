"""Upkeep: a month that grew batch by batch is a file or two afterwards, and says what it said before."""

from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable
from pyarrow.parquet import ParquetFile
from pyspark.sql import DataFrame, SparkSession

from jobs.catalogue import SALES_RECORD, Table
from jobs.contracts.manifest import ManifestLine
from jobs.contracts.messages import RunRequest
from jobs.refresh import run
from jobs.silver.landed import landed_rows
from jobs.silver.sales import sale_lines
from jobs.silver.standing import all_counted
from tests.conftest import Azurite
from tests.jobs.landed import LandedLake, sale
from tests.jobs.on_azurite import AzuriteLake, embedded_on_azurite

_BATCHES = 5
_MANY = 70_000
_TEND = RunRequest("tend", "upkeep")


def files_of(landed: LandedLake, table: Table) -> int:
    return len(DeltaTable(landed.lake.location(table)).file_uris())


def grown(landed: LandedLake) -> list[tuple[Any, ...]]:
    """What silver holds after a batch a day."""
    for day in range(1, _BATCHES + 1):
        file = landed.sales(sale(f"2026-06-{day:02}", "1.50"), path=f"{day}.csv")
        landed.lake.replace_versions(
            landed.spark,
            SALES_RECORD,
            _record(landed, file),
            [file.version],
            ["2026-06"],
        )
    return landed.rows("silver.sales_record")


def _record(landed: LandedLake, file: ManifestLine) -> DataFrame:
    return all_counted(sale_lines(landed_rows(landed.spark, landed.lake, landed.batch(file), "pos_sales")))


def test_many_small_files_become_one(landed: LandedLake) -> None:
    before = grown(landed)
    assert files_of(landed, SALES_RECORD) == _BATCHES
    run(landed.spark, landed.lake, _TEND)
    assert files_of(landed, SALES_RECORD) == 1
    assert landed.rows("silver.sales_record") == before
    landed.refresh(landed.sales(sale("2026-06-30", "2.00"), path="30.csv"))
    assert len(landed.rows("silver.sales_record")) == _BATCHES + 1


def test_the_one_file_can_be_read_by_several_cores(landed: LandedLake) -> None:
    for day in (1, 2):
        file = landed.sales(sale(f"2026-06-{day:02}", "1.50"), path=f"{day}.csv")
        rows = _record(landed, file).crossJoin(landed.spark.range(_MANY).drop("id"))
        landed.lake.replace_versions(landed.spark, SALES_RECORD, rows, [file.version], ["2026-06"])
    run(landed.spark, landed.lake, _TEND)
    (uri,) = DeltaTable(landed.lake.location(SALES_RECORD)).file_uris()
    written = ParquetFile(uri.removeprefix("file://")).metadata
    assert written.num_rows == 2 * _MANY
    assert written.num_row_groups > 1


def test_what_was_replaced_stays_for_those_who_read_it(landed: LandedLake) -> None:
    grown(landed)
    folder = Path(landed.lake.location(SALES_RECORD).removeprefix("file://"))
    written = set(folder.rglob("*.parquet"))
    run(landed.spark, landed.lake, _TEND)
    run(landed.spark, landed.lake, _TEND)
    assert written <= set(folder.rglob("*.parquet"))


def test_upkeep_on_azurite(azurite: Azurite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded_on_azurite(azurite) as embedded:
        lake = AzuriteLake(embedded, tmp_path, azurite, "upkeep")
        before = grown(lake)
        run(embedded, lake.lake, _TEND)
        assert files_of(lake, SALES_RECORD) == 1
        assert lake.rows("silver.sales_record") == before


@pytest.mark.slow
def test_apache_spark_tends_tables_by_sql(landed: LandedLake, apache: SparkSession) -> None:
    before = grown(landed)
    run(apache, landed.lake, _TEND)
    assert files_of(landed, SALES_RECORD) == 1
    tended = LandedLake(apache, landed.folder)
    assert tended.rows("silver.sales_record") == before
