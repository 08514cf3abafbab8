"""Brings the marts to what silver says, of the months that a batch touches, each mart in one commit."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import DIMENSIONS, SALES, dimension_table, mart_table
from jobs.contracts.dataset import contract
from jobs.gold import marts
from jobs.gold.mart import Mart
from jobs.silver.landed import landed_rows
from jobs.tables import Lake

# By which column of silver.sales a sale points at the dimension.
_POINTS_AT: Mapping[str, str] = MappingProxyType(
    {"customer": "customer_id", "product": "product_id", "sales_team": "sales_person_id", "store": "store_id"}
)


def build_gold(spark: SparkSession, lake: Lake, batch: Batch, sold_in: frozenset[str]) -> None:
    """Rebuild the months that the batch touches in every mart; all of them in a full run, and in a new mart.

    sold_in   the months in which silver.sales may differ by the batch, as build_silver says
    """
    sales = lake.read(spark, SALES)
    _rebuild(spark, lake, sales, lambda mart: _months_of(spark, lake, batch, mart, sales, sold_in))


def build_months(spark: SparkSession, lake: Lake, months: frozenset[str]) -> None:
    """Rebuild these months ('yyyy-MM') of every mart from silver as it is."""
    _rebuild(spark, lake, lake.read(spark, SALES), lambda _: months)


def _rebuild(
    spark: SparkSession, lake: Lake, sales: DataFrame, months_of: Callable[[Mart], frozenset[str] | None]
) -> None:
    dimensions = {name: lake.read(spark, dimension_table(name)) for name in DIMENSIONS}
    for mart in marts():
        table = mart_table(mart)
        months = months_of(mart)
        if months is None or not lake.exists(spark, table):
            lake.overwrite(table, mart.build(sales, dimensions))
        elif months:
            of_months = sales.where(sf.col("sales_month").isin(*months))
            lake.replace_months(spark, table, mart.build(of_months, dimensions), months)


def _months_of(
    spark: SparkSession, lake: Lake, batch: Batch, mart: Mart, sales: DataFrame, sold_in: frozenset[str]
) -> frozenset[str] | None:
    """The months of the mart to rebuild; None where it is all of them.

    They follow from the manifest, its bronze files and rows that this batch does not change, so that a run that ended
    half-way and is repeated finds the same months. Where a version of a dimension is taken out, the ids that it held
    are gone after the first half of a run: all months are rebuilt then.
    """
    touched = [name for name in mart.dimensions if name in batch.datasets()]
    if batch.full or any(batch.removes(name) for name in touched):
        return None
    months = set(sold_in)
    for name in touched:
        months |= _months_sold(sales, landed_rows(spark, lake, batch, name), name)
    return frozenset(months)


def _months_sold(sales: DataFrame, landed: DataFrame, dimension: str) -> set[str]:
    (key,) = contract(dimension).primary_key
    ids = landed.select(sf.col(key).alias(_POINTS_AT[dimension])).distinct()
    pointing = sales.join(ids, on=_POINTS_AT[dimension], how="left_semi")
    return {row.sales_month for row in pointing.select("sales_month").distinct().collect()}
