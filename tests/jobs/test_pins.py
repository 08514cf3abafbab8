"""A run looks each state of a table up once; what it has written itself it sees."""

import pytest
from pyspark.sql import SparkSession

from jobs.catalogue import FILE_QUALITY
from jobs.silver.schema import struct
from jobs.tables import Lake
from tests.jobs.landed import LandedLake


def faults(spark: SparkSession, lake: Lake) -> list[str]:
    return sorted(row.file_version for row in lake.read(spark, FILE_QUALITY).collect())


def write(spark: SparkSession, lake: Lake, *versions: str) -> None:
    rows = [tuple(version if name == "file_version" else None for name in FILE_QUALITY.columns) for version in versions]
    lake.overwrite(FILE_QUALITY, spark.createDataFrame(rows, struct(FILE_QUALITY.columns)))


def views(spark: SparkSession) -> list[str]:
    return [table.name for table in spark.catalog.listTables() if table.name.startswith("tillstream_pinned")]


@pytest.fixture
def written(landed: LandedLake) -> LandedLake:
    write(landed.spark, landed.lake, "a")
    return landed


def test_what_another_writes_meanwhile_is_not_seen_before_the_run_ends(written: LandedLake) -> None:
    spark, lake = written.spark, written.lake
    with lake.pinned(spark) as pinned:
        assert faults(spark, pinned) == ["a"]
        write(spark, lake, "a", "b")
        assert faults(spark, pinned) == ["a"]
        assert faults(spark, lake) == ["a", "b"]
    with lake.pinned(spark) as pinned:
        assert faults(spark, pinned) == ["a", "b"]


@pytest.mark.parametrize("few", [True, False])
def test_what_the_run_writes_it_sees_and_what_it_has_read_stays(written: LandedLake, few: bool) -> None:
    spark = written.spark
    with written.lake.pinned(spark) as pinned:
        before = pinned.read(spark, FILE_QUALITY)
        write(spark, pinned.of_few_rows() if few else pinned, "b")
        assert faults(spark, pinned) == ["b"]
        assert [row.file_version for row in before.collect()] == ["a"]


def test_versions_that_are_new_are_seen(written: LandedLake) -> None:
    spark = written.spark
    with written.lake.pinned(spark) as pinned:
        assert faults(spark, pinned) == ["a"]
        row = tuple("b" if name == "file_version" else None for name in FILE_QUALITY.columns)
        rows = spark.createDataFrame([row], struct(FILE_QUALITY.columns))
        pinned.replace_versions(spark, FILE_QUALITY, rows, ["b"])
        assert faults(spark, pinned) == ["a", "b"]


def test_nothing_of_it_stays_in_the_session(written: LandedLake) -> None:
    with written.lake.pinned(written.spark) as pinned:
        faults(written.spark, pinned)
        assert len(views(written.spark)) == 1
    assert views(written.spark) == []
