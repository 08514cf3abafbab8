"""Brings silver to what the manifest says: sales, the records of the dimensions, and their current rows.

Stands between bronze and the marts. A load, the same load again and a correction are one operation here: the rows of
the versions that the manifest names are replaced. A full run replaces the tables as a whole.
"""

from collections.abc import Callable

from pyspark.sql import DataFrame, SparkSession

from jobs.batch import Batch
from jobs.catalogue import DIMENSIONS, SALES, Table, dimension_table, record_table
from jobs.contracts.errors import RunFailed
from jobs.silver import sales
from jobs.silver.books import check_books
from jobs.silver.dimension import current_rows, dimension_records
from jobs.silver.provenance import manifest_frame, with_provenance
from jobs.silver.schema import bronze_schema
from jobs.tables import Lake


def build_silver(spark: SparkSession, lake: Lake, batch: Batch) -> None:
    """Put the batch into silver and check the books of every table that it changed.

    Raises BooksDoNotBalance, and RunFailed where the manifest names a dataset that silver has no table for.
    """
    unknown = sorted(batch.datasets() - {sales.DATASET, *DIMENSIONS})
    if unknown:
        raise RunFailed("The manifest names a dataset that silver has no table for.", found=", ".join(unknown))
    if batch.full or sales.DATASET in batch.datasets():
        _put(spark, lake, batch, sales.DATASET, SALES, sales.sale_lines)
    for dimension in DIMENSIONS:
        if batch.full or dimension in batch.datasets():
            _put_dimension(spark, lake, batch, dimension)


def landed_rows(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> DataFrame:
    """The bronze rows of the versions that the batch loads, each with its provenance."""
    loads = batch.loads(dataset)
    paths = [path for line in loads if line.rows for path in line.bronze]
    bronze = lake.bronze(spark, paths, bronze_schema(dataset))
    return with_provenance(bronze, manifest_frame(spark, loads), batch.id)


def _put_dimension(spark: SparkSession, lake: Lake, batch: Batch, dimension: str) -> None:
    records = record_table(dimension)
    _put(spark, lake, batch, dimension, records, lambda landed: dimension_records(landed, dimension))
    lake.overwrite(dimension_table(dimension), current_rows(lake.read(spark, records), dimension))


def _put(
    spark: SparkSession,
    lake: Lake,
    batch: Batch,
    dataset: str,
    table: Table,
    transform: Callable[[DataFrame], DataFrame],
) -> None:
    rows = transform(landed_rows(spark, lake, batch, dataset))
    months = batch.months(dataset) if table.by_month else ()
    if batch.full:
        lake.overwrite(table, rows)
    else:
        lake.replace_versions(spark, table, rows, batch.versions(dataset), months)
    held = lake.read(spark, table)
    if months and not batch.full:
        held = held.where(held["sales_month"].isin(*months))
    lines = (*batch.loads(dataset), *batch.removes(dataset))
    check_books(spark, str(table), held, lines)
