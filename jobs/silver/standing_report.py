"""What the ledger is told of lines that do not count: how many of each file version, and what they cost.

The figures are of the whole version, never a difference, so that they can be told twice.
"""

from collections.abc import Iterable, Iterator

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import SALES_RECORD
from jobs.contracts.paths import standing_path
from jobs.contracts.standing import StandingLine, standing_texts
from jobs.joins import found_in
from jobs.predicates import version_frame
from jobs.silver.sales import DATASET
from jobs.silver.standing import CORRECTED, COUNTED, DUPLICATE
from jobs.tables import Lake


def report_standing(spark: SparkSession, lake: Lake, batch: Batch, others: Iterable[str]) -> None:
    """Write the figures beside the manifest: of each of the other versions, and of those loaded that have any.

    A loaded version that is not in the report has no line that does not count.
    """
    others = frozenset(others)
    loaded = frozenset(line.version for line in batch.loads(DATASET))
    record = lake.read(spark, SALES_RECORD).where(sf.col("standing") != sf.lit(COUNTED))
    told_of = version_frame(spark, loaded | others)
    found = {line.version: line for line in _figures(found_in(record, told_of, ["file_version"]))}
    told = {version: StandingLine(DATASET, version) for version in others} | found
    lake.write_texts(spark, standing_path(batch.id), standing_texts(told[version] for version in sorted(told)))


def _figures(record: DataFrame) -> Iterator[StandingLine]:
    """One line per file version of the record."""
    figures = record.groupBy("file_version").agg(
        *_of(DUPLICATE, "duplicate"),
        *_of(CORRECTED, "corrected"),
    )
    for row in figures.collect():
        yield StandingLine(
            DATASET, row.file_version, row.duplicate, str(row.duplicate_cost), row.corrected, str(row.corrected_cost)
        )


def _of(standing: str, name: str) -> tuple[Column, Column]:
    has_it = sf.col("standing") == sf.lit(standing)
    cost = sf.when(has_it, sf.col("total_cost")).otherwise(sf.lit(0).cast("decimal(18,2)"))
    return (
        sf.sum(has_it.cast("bigint")).alias(name),
        sf.sum(cost).cast("decimal(18,2)").alias(f"{name}_cost"),
    )
