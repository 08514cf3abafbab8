"""Versions, what holds of recorded datasets and the faults of files: the same on the embedded engine and on Spark."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.contracts.manifest import ManifestLine
from jobs.silver.build import build_silver
from tests.jobs.landed import LandedLake, removal

pytestmark = pytest.mark.timeout(900)

TABLES = ("silver.customer", "silver.customer_record", "silver.quota", "silver.quota_record", "silver.file_quality")


def customers(landed: LandedLake, day: int, *names: str | None, quarantined: int = 0, **known: Any) -> ManifestLine:
    """A full snapshot of the customers 1, 2, ... but those without a name."""
    stated = {"business_date": date(2026, 8, day), "delivery": "full", **known}
    rows = [{"customer_id": id_, "first_name": name, **stated} for id_, name in enumerate(names, start=1) if name]
    line = landed.land("customer", rows, path=f"{day}.csv", landed_at=f"2026-08-{30 - day}T12:00:00+00:00")
    return replace(line, quarantined=quarantined, violations=(("not-a-date", quarantined),) if quarantined else ())


def filled(landed: LandedLake) -> dict[str, list[tuple[Any, ...]]]:
    """What silver holds after two batches, the second of which takes something out."""
    gone = customers(landed, 6, "Ann", None, "Cy")
    quotas = [{"sales_person_id": 1, "sales_month": "2026-08", "store_id": store} for store in (None, 1, None)]
    batches: tuple[tuple[ManifestLine, ...], ...] = (
        (customers(landed, 1, "Ann", "Bo", "Bo"), gone, customers(landed, 9, "Ann", "Bo", extras={"b": "é", "a": "1"})),
        (customers(landed, 3, "Eve", "Bo", "Cy"), customers(landed, 12, "Ann", quarantined=2), removal(gone)),
        (landed.land("quota", quotas),),
    )
    for lines in batches:
        build_silver(landed.spark, landed.lake, landed.batch(*lines))
    return {table: landed.rows(table) for table in TABLES}


def test_versions_and_all_beside_them_come_out_the_same(
    tmp_path: Path, spark: SparkSession, apache: SparkSession
) -> None:
    embedded, by_spark = (
        filled(LandedLake(session, tmp_path / name)) for session, name in ((spark, "e"), (apache, "s"))
    )
    assert embedded == by_spark
    held = LandedLake(spark, tmp_path / "e").rows(
        "silver.customer", "customer_id", "first_name", "valid_from", "valid_to"
    )
    spans = [(id_, name, str(begun), str(ended)) for id_, name, begun, ended in sorted(held)]
    assert spans == [
        (1, "Ann", "2026-08-01", "2026-08-02"),
        (1, "Ann", "2026-08-09", "2026-08-11"),
        (1, "Ann", "2026-08-12", "9999-12-31"),
        (1, "Eve", "2026-08-03", "2026-08-08"),
        (2, "Bo", "2026-08-01", "2026-08-08"),
        (2, "Bo", "2026-08-09", "9999-12-31"),
        (3, "Bo", "2026-08-01", "2026-08-02"),
        (3, "Cy", "2026-08-03", "2026-08-08"),
    ]
    assert {table: len(rows) for table, rows in by_spark.items()} == {
        "silver.customer": 8,
        "silver.customer_record": 9,
        "silver.quota": 2,
        "silver.quota_record": 3,
        "silver.file_quality": 5,
    }
