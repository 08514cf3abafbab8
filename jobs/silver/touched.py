"""Which days a batch's sales touch: those that it brings, and those that it takes out or judges anew.

They come from bronze files and from lines of other files alone, which a run that ended half-way leaves as they were.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.contracts.manifest import LOAD
from jobs.silver.record import DAY_OF
from jobs.silver.schema import bronze_schema
from jobs.tables import Lake

ORIGIN = "original_sales_date"


@dataclass(frozen=True, slots=True)
class Touched:
    """Business dates of sales, and the months ('yyyy-MM') of the earlier sales that returns among them speak of."""

    days: frozenset[date] = frozenset()
    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: DataFrame) -> Self:
        """What these sale lines touch (columns sales_date, original_sales_date)."""
        pairs = lines.select("sales_date", sf.date_format(ORIGIN, "yyyy-MM").alias("origin")).distinct().collect()
        return cls(frozenset(row.sales_date for row in pairs), frozenset(row.origin for row in pairs if row.origin))

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(self.days | other.days, self.origins | other.origins)


def touched_by_batch(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> Touched:
    """What the batch's own files of pos_sales touch, those taken out among them."""
    return Touched.of(batch_rows(spark, lake, batch, dataset))


def days_touched(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> tuple[date, date] | None:
    """The first and last day of the rows that the batch loads, takes out or replaces: a repeated run finds the same.

    None where the rows of the dataset have no day, or not each of these has one.
    """
    if dataset not in DAY_OF:
        return None
    day = sf.col(DAY_OF[dataset])
    told = (sf.min(day).alias("first"), sf.max(day).alias("last"), sf.count(sf.when(day.isNull(), 1)).alias("without"))
    (found,) = batch_rows(spark, lake, batch, dataset).agg(*told).collect()
    return None if found.without or found.first is None else (found.first, found.last)


def batch_rows(spark: SparkSession, lake: Lake, batch: Batch, dataset: str) -> DataFrame:
    """The bronze rows that the batch loads, takes out or replaces."""
    return lake.bronze(spark, sorted(_paths(batch, dataset)), bronze_schema(dataset))


def _paths(batch: Batch, dataset: str) -> Iterable[str]:
    lines = batch.of(dataset)
    loaded = {path for line in lines if line.rows or line.action != LOAD for path in line.bronze}
    return loaded | {path for line in lines for path in line.replaces}
