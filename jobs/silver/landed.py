"""The rows that a batch brings in: bronze as landed, and beside each row the manifest's knowledge of its file."""

from collections.abc import Iterable
from datetime import datetime

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.contracts.manifest import ManifestLine
from jobs.silver.schema import bronze_schema
from jobs.tables import Lake

_SCHEMA = "file_version string, landing_path string, landed_at timestamp, quarantined bigint"


def landed_rows(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> DataFrame:
    """The bronze rows of the versions that the batch loads, with what the manifest says beside them.

    One row per bronze row, with landing_path, landed_at, quarantined and batch_id. A row whose file version the
    manifest does not name falls out here; the check of the books then says so.
    """
    loads = batch.loads(dataset)
    paths = [path for line in loads if line.rows for path in line.bronze]
    bronze = lake.bronze(spark, paths, bronze_schema(dataset))
    joined = bronze.join(_files(spark, loads), on="file_version", how="inner")
    return joined.withColumn("batch_id", sf.lit(batch.id))


def _files(spark: SparkSession, lines: Iterable[ManifestLine]) -> DataFrame:
    """One row per file version: file_version, landing_path, landed_at (UTC), quarantined (its refused rows)."""
    rows = [
        (line.version, line.landing_path, datetime.fromisoformat(line.landed_at), line.quarantined) for line in lines
    ]
    return spark.createDataFrame(rows, _SCHEMA)
