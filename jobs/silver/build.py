"""Brings silver to what the manifest says: sales, the records of all other datasets, the versions of the dimensions.

Stands between bronze and the marts. A load, the same load again and a correction are one operation here: the rows of
the versions that the manifest names are replaced. A full run replaces the tables, of many sale lines month by month.
"""

from pyspark.sql import DataFrame, SparkSession

from jobs.batch import Batch
from jobs.catalogue import DIMENSIONS, FILE_QUALITY, RECORDED, SALES_RECORD, record_table
from jobs.contracts.errors import RunFailed
from jobs.kept import keep, kept_meanwhile
from jobs.silver import sales
from jobs.silver.books import check_books
from jobs.silver.file_quality import file_quality, keys_twice
from jobs.silver.landed import landed_rows
from jobs.silver.put_versions import put_versions, stale_since
from jobs.silver.record import DAY_OF, records
from jobs.silver.sales_record import put_sales
from jobs.silver.touched import Touched, days_touched
from jobs.tables import AT_ONCE, Lake
from jobs.unfinished import require_finished

# Those of a file that says several things of an id are looked for in so many rows.
_ROWS_AT_ONCE = 2_000_000


def build_silver(spark: SparkSession, lake: Lake, batch: Batch) -> Touched:
    """Put the batch into silver and check the books of every table that it changed; what its sales touch.

    Raises BooksDoNotBalance, and RunFailed where the manifest names a dataset that silver has no table for, or where a
    full run has begun to make silver.sales_record and has not ended.
    """
    with kept_meanwhile(spark), lake.pinned(spark) as pinned:
        return _build_silver(spark, pinned, batch)


def _build_silver(spark: SparkSession, lake: Lake, batch: Batch) -> Touched:
    if not batch.full:
        require_finished(spark, lake, SALES_RECORD)
    unknown = sorted(batch.datasets() - {sales.DATASET, *DIMENSIONS, *RECORDED})
    if unknown:
        raise RunFailed("The manifest names a dataset that silver has no table for.", found=", ".join(unknown))
    touched = Touched()
    if batch.full or sales.DATASET in batch.datasets():
        touched = put_sales(spark, lake, batch)
    for dataset in (*DIMENSIONS, *RECORDED):
        if batch.full or dataset in batch.datasets():
            _put_record(spark, lake, batch, dataset)
    _put_file_quality(spark, lake if batch.full else lake.of_few_rows(), batch)
    return touched


def _put_record(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> None:
    table, rows = record_table(dataset), _records(spark, lake, batch, dataset)
    if not batch.full and batch.rows(dataset) <= AT_ONCE:
        lake = lake.of_few_rows()
    days = None if batch.full else days_touched(spark, lake, batch, dataset)
    since = stale_since(spark, lake, batch, dataset, rows, days) if dataset in DIMENSIONS else None
    part = f"{DAY_OF[dataset]} between date'{days[0]}' and date'{days[1]}'" if days else "true"
    if batch.full:
        lake.overwrite(table, rows)
    else:
        lake.replace_versions(spark, table, rows, batch.versions(dataset), part=part)
    check_books(spark, str(table), lake.read(spark, table).where(part), batch.of(dataset))
    if dataset in DIMENSIONS:
        put_versions(spark, lake, batch, dataset, since)


def _put_file_quality(spark: SparkSession, lake: Lake, batch: Batch) -> None:
    repairs = [
        keep(keys_twice(_records(spark, lake, part, name), name))
        for name in DIMENSIONS
        for part in batch.in_parts(name, _ROWS_AT_ONCE)
    ]
    rows = file_quality(spark, batch.lines, repairs)
    if batch.full:
        lake.overwrite(FILE_QUALITY, rows)
    else:
        lake.replace_versions(spark, FILE_QUALITY, rows, {line.version for line in batch.lines})


def _records(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> DataFrame:
    return records(landed_rows(spark, lake, batch, dataset), record_table(dataset).columns)
