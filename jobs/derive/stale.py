"""Which part of time each source of the derived tables has changed in, by one batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import record_table
from jobs.contracts.dataset import contract
from jobs.derive.changes import POINTING, Pointing, changed_spans, shown_otherwise, sold, sold_in_spans
from jobs.derive.node import Node, Per
from jobs.derive.scope import EVERYTHING, NOTHING, Scope
from jobs.gold.products import ids_by_name
from jobs.joins import found_in
from jobs.silver.record import DAY_OF
from jobs.silver.touched import Touched, batch_rows
from jobs.tables import Lake

type Read = Callable[[str], DataFrame]

# What is told by a day, and is no dimension.
_DATED = ("product_review", "inventory", "suspect_case")


@dataclass(frozen=True, slots=True)
class Stale:
    """The part of time in which a source has changed.

    days     for tables by day, which follow the version of its business date
    now      for tables by month, which show what is known of an id now
    origins  of sales: months of the earlier ones that returns of the batch speak of; of others nothing
    """

    days: Scope = NOTHING
    now: Scope = NOTHING
    origins: Scope = NOTHING

    def for_node(self, node: Node) -> Scope:
        """The part that concerns a table which reads this source."""
        return self.days if node.per is Per.DAY else self.days | self.now if node.per is Per.WHOLE else self.now

    def __or__(self, other: "Stale") -> "Stale":
        return Stale(self.days | other.days, self.now | other.now, self.origins | other.origins)

    @classmethod
    def at(cls, scope: Scope) -> "Stale":
        """The same part for every kind of table."""
        return cls(scope, scope)


@dataclass(frozen=True, slots=True)
class Before:
    """What a batch finds: silver as it has become, and gold as it was.

    now     reads a table of silver or a mart as it is to be, by name
    then    reads a mart as it was built last, by name
    """

    spark: SparkSession
    lake: Lake
    batch: Batch
    now: Read
    then: Read


def stale_sources(before: Before, touched: Touched, read: frozenset[str]) -> Mapping[str, Stale]:
    """By source, what has changed in it; a source that has not is not there. In a full run everything has.

    read   the sources and nodes that are asked after
    """
    batch = before.batch
    days = Scope.of_days(touched.days)
    found = {"sales": Stale(days, days, Scope.of_months(touched.origins)), "file_quality": Stale.at(EVERYTHING)}
    for dataset in _DATED:
        if dataset in batch.datasets():
            found[dataset] = Stale.at(Scope.of_days(_told_of(before, dataset, DAY_OF[dataset])))
    for name, pointing in POINTING.items():
        if name in read and name.removeprefix("dim_") in batch.datasets():
            found[name.removeprefix("dim_")] = Stale.at(EVERYTHING)
            found[name] = _of_dimension(before, name, pointing)
    if "dim_promotion_scope" in read and "promotion" in batch.datasets():
        found["dim_promotion_scope"] = found["dim_promotion"] = Stale.at(_of_promotions(before))
        found["promotion"] = Stale.at(EVERYTHING)
    return found


def _told_of(before: Before, dataset: str, column: str) -> frozenset[date]:
    """The days of the batch's rows, and of those rows of other files that hold instead of them or no longer do."""
    key = contract(dataset).primary_key
    rows = batch_rows(before.spark, before.lake, before.batch, dataset)
    if column in key:
        return _dates(rows.select(sf.col(column).alias("sales_date")))
    others = before.lake.read(before.spark, record_table(dataset))
    spoken_of = found_in(others, rows.select(*key).distinct(), key)
    told = sf.col(column).alias("sales_date")
    return _dates(rows.select(told).unionByName(spoken_of.select(told)))


def _of_dimension(before: Before, name: str, pointing: Pointing) -> Stale:
    old, new, sales = before.then(name), before.now(name), before.now(pointing.sales)
    renamed = shown_otherwise(old, new, pointing)
    shown = _dates(sold(sales, renamed, pointing))
    spans = changed_spans(old, new, pointing)
    in_spans = _dates(sold_in_spans(sales, spans, pointing))
    if pointing.by_name:
        nameless = sales.where(sf.col(pointing.id).isNull())
        by_name = nameless.drop(pointing.id).join(ids_by_name(new), on=pointing.by_name)
        in_spans |= _dates(sold(nameless, renamed, pointing)) | _dates(sold_in_spans(by_name, spans, pointing))
    return Stale(Scope.of_days(in_spans), Scope.of_days(shown))


def _of_promotions(before: Before) -> Scope:
    """The days with sales on which a promotion ran, or was to run, of which something else is said now."""
    old, new = before.then("dim_promotion_scope"), before.now("dim_promotion_scope")
    differing = old.exceptAll(new).unionByName(new.exceptAll(old))
    sold_on = before.now("daily_person").select("sales_date").distinct()
    windows = differing.select("starts_on", "ends_on").distinct()
    within = sf.col("sales_date").between(sf.col("starts_on"), sf.col("ends_on"))
    named = before.now("sales").join(differing.select("promotion_id"), on="promotion_id", how="left_semi")
    return Scope.of_days(_dates(sold_on.join(windows, on=within)) | _dates(named))


def _dates(frame: DataFrame) -> frozenset[date]:
    return frozenset(row.sales_date for row in frame.select("sales_date").distinct().collect())
