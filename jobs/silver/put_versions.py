"""Brings the versions of a dimension to what its record says, at the cost of what has changed in it.

Nothing changes before the first business date of a batch's rows, so that no row of an earlier one is looked at. Where
that date is not known, and in a full run, all versions are made anew. Many rows are worked on a part of ids at a time.
"""

from collections.abc import Callable
from datetime import date
from functools import reduce
from math import ceil

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from jobs.batch import Batch
from jobs.catalogue import dimension_table, record_table
from jobs.contracts.dataset import contract
from jobs.contracts.manifest import LOAD
from jobs.joins import found_in, not_found_in
from jobs.kept import keep
from jobs.predicates import of_versions
from jobs.silver.changed_ids import changed_ids
from jobs.silver.dimension import said_on, said_since, snapshots
from jobs.silver.versions import continued, versions
from jobs.tables import Lake

# Some 700 bytes each while they are looked at.
_ROWS_AT_ONCE = 2_000_000
# Later than anything that is said.
NEVER = date.max


def stale_since(
    spark: SparkSession, lake: Lake, batch: Batch, dataset: str, rows: DataFrame, days: tuple[date, date] | None
) -> date | None:
    """The business date from which on the batch may change versions; None where that may be anywhere, NEVER if nowhere.

    rows  what the batch is about to put into the record
    days  as days_touched() tells them. Where rows hold from the day on which their file landed, it is known of new
          files alone: of others silver may hold rows of another day, and no longer when a run is repeated.
    """
    if batch.full or not lake.is_as_defined(spark, dimension_table(dataset)):
        return None
    if days:
        return days[0]
    record = lake.read(spark, record_table(dataset))
    if not _only_adds(batch, dataset) or of_versions(record, batch.versions(dataset)).head(1):
        return None
    (found,) = rows.agg(sf.min(said_on()).alias("first_day")).collect()
    return found.first_day or NEVER


def put_versions(spark: SparkSession, lake: Lake, batch: Batch, dataset: str, since: date | None) -> None:
    """Write silver.<dimension> from its record, which the batch has changed: from `since` on, anywhere if that is None.

    In one commit that can be repeated. To be called within kept_meanwhile().
    """
    if since == NEVER:
        return
    table, record = dimension_table(dataset), lake.read(spark, record_table(dataset))
    if since is None:
        lake.overwrite(table, _anew(record, record, dataset))
        return
    key, held, recent = contract(dataset).primary_key, lake.read(spark, table), record.where(said_since(since))
    told, added = keep(snapshots(recent)), _only_adds(batch, dataset)

    def changed_in(held: DataFrame, recent: DataFrame) -> DataFrame:
        return changed_ids(held, recent, dataset, told, since, only_added=added)

    changed = keep(_in_parts(dataset, changed_in, held, recent))
    if not changed.head(1):
        return
    continuing, others = (keep(changed.where(of).select(*key)) for of in ("can_be_continued", "not can_be_continued"))
    made = not_found_in(held, changed, key).unionByName(
        _in_parts(
            dataset,
            lambda held, recent: continued(held, recent, dataset, told, since),
            *(found_in(rows, continuing, key) for rows in (held, recent)),
        )
    )
    if others.head(1):
        made = made.unionByName(_anew(found_in(record, others, key), record, dataset))
    lake.overwrite(table, made)


def _only_adds(batch: Batch, dataset: str) -> bool:
    return all(line.action == LOAD and not line.replaces for line in batch.of(dataset))


def _anew(records: DataFrame, all_records: DataFrame, dataset: str) -> DataFrame:
    told = keep(snapshots(all_records))
    return _in_parts(dataset, lambda rows: versions(rows, dataset, told), records)


def _in_parts(dataset: str, make: Callable[..., DataFrame], *tables: DataFrame) -> DataFrame:
    """What is made of the rows of the tables, of so many ids at a time that their rows fit into memory."""
    parts = ceil(sum(table.count() for table in tables) / _ROWS_AT_ONCE)
    if parts <= 1:
        return make(*tables)
    number = sf.pmod(sf.hash(*contract(dataset).primary_key), sf.lit(parts))
    made = (keep(make(*(table.where(number == sf.lit(part)) for table in tables))) for part in range(parts))
    return reduce(DataFrame.unionByName, made)
