"""Where a row came from: the manifest's knowledge of each file, joined to the rows by file version."""

from collections.abc import Iterable
from datetime import datetime

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.contracts.manifest import ManifestLine

_SCHEMA = "file_version string, landing_path string, landed_at timestamp"


def manifest_frame(spark: SparkSession, lines: Iterable[ManifestLine]) -> DataFrame:
    """One row per file version: file_version, landing_path, landed_at (UTC)."""
    rows = [(line.version, line.landing_path, datetime.fromisoformat(line.landed_at)) for line in lines]
    return spark.createDataFrame(rows, _SCHEMA)


def with_provenance(bronze: DataFrame, files: DataFrame, batch_id: str) -> DataFrame:
    """The bronze rows with landing_path, landed_at and batch_id beside them; one row per bronze row.

    A row whose file version the manifest does not name falls out here; the check of the books then says so.
    """
    return bronze.join(files, on="file_version", how="inner").withColumn("batch_id", sf.lit(batch_id))
