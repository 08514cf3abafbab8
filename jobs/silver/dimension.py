"""The dimensions: the rows of every live file version as they came, and of these the current one per id.

A file of a dimension may hold some ids or all: the latest row of an id counts until a later file brings another.
"""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.silver.schema import KEPT, PROVENANCE, cast_columns, contract_columns


def record_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dimension>_record."""
    return {**contract_columns(contract(dataset)), **KEPT, **PROVENANCE}


def current_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dimension>."""
    return {**contract_columns(contract(dataset)), **KEPT, "landed_at": PROVENANCE["landed_at"]}


def dimension_records(landed: DataFrame, dataset: str) -> DataFrame:
    """The rows of the dimension's files as they came; one row per row of `landed` (bronze with its provenance)."""
    return cast_columns(landed.withColumn("extras", sf.to_json("extras")), record_columns(dataset))


def current_rows(records: DataFrame, dataset: str) -> DataFrame:
    """The row that counts now; one row per primary key.

    It is the one landed last; of two in files landed at the same moment, or in one file, the one of the greater
    (file_version, row_number), so that the choice never depends on the order in which rows are read.
    """
    latest_first = [sf.col(name).desc() for name in ("landed_at", "file_version", "row_number")]
    window = Window.partitionBy(*contract(dataset).primary_key).orderBy(*latest_first)
    ranked = records.withColumn("recency", sf.row_number().over(window))
    return cast_columns(ranked.where(sf.col("recency") == sf.lit(1)), current_columns(dataset))
