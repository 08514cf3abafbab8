"""Brings silver to what the manifest says: sales, the records of the dimensions, and their current rows.

Stands between bronze and the marts. A load, the same load again and a correction are one operation here: the rows of
the versions that the manifest names are replaced. A full run replaces the tables as a whole.
"""

from pyspark.sql import SparkSession

from jobs.batch import Batch
from jobs.catalogue import DIMENSIONS, dimension_table, record_table
from jobs.contracts.errors import RunFailed
from jobs.silver import sales
from jobs.silver.books import check_books
from jobs.silver.dimension import current_rows, dimension_records
from jobs.silver.landed import landed_rows
from jobs.silver.sales_record import put_sales
from jobs.tables import Lake


def build_silver(spark: SparkSession, lake: Lake, batch: Batch) -> frozenset[str]:
    """Put the batch into silver and check the books of every table that it changed; the months whose sales may differ.

    Raises BooksDoNotBalance, and RunFailed where the manifest names a dataset that silver has no table for.
    """
    unknown = sorted(batch.datasets() - {sales.DATASET, *DIMENSIONS})
    if unknown:
        raise RunFailed("The manifest names a dataset that silver has no table for.", found=", ".join(unknown))
    months: frozenset[str] = frozenset()
    if batch.full or sales.DATASET in batch.datasets():
        months = put_sales(spark, lake, batch)
    for dimension in DIMENSIONS:
        if batch.full or dimension in batch.datasets():
            _put_dimension(spark, lake, batch, dimension)
    return months


def _put_dimension(spark: SparkSession, lake: Lake, batch: Batch, dimension: str) -> None:
    table = record_table(dimension)
    records = dimension_records(landed_rows(spark, lake, batch, dimension), dimension)
    if batch.full:
        lake.overwrite(table, records)
    else:
        lake.replace_versions(spark, table, records, batch.versions(dimension))
    check_books(spark, str(table), lake.read(spark, table), batch.of(dimension))
    lake.overwrite(dimension_table(dimension), current_rows(lake.read(spark, table), dimension))
