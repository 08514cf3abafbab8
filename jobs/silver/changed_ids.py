"""Which ids of a dimension have other versions since rows of a day and later were added; most snapshots change few."""

from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.joins import beside
from jobs.silver.dimension import digest
from jobs.silver.versions import day_before, last_before, told

_SAID = ("content", "source")


def changed_ids(
    held: DataFrame, records: DataFrame, dataset: str, snapshots: DataFrame, since: date, *, only_added: bool
) -> DataFrame:
    """The ids whose versions may be others than those held: each once, and whether they can be continued().

    held, records, snapshots, since   as for versions.continued(), of all ids
    only_added          whether rows were added and none taken out
    can_be_continued   the version that held the day before tells whose files said so last
    Left out are ids that are as they were: the same source says the same, and each of its snapshots holds them.
    """
    (key,) = contract(dataset).primary_key
    before = last_before(held, since).withColumn("content", digest(dataset))
    before = before.select(sf.col(key).alias("id"), *_SAID, "is_current", "valid_to")
    whole = snapshots.groupBy("source").agg(sf.count("whole").alias("whole_days"))
    both = beside(before, whole, ["source"]).join(_said(records, dataset, snapshots), on="id", how="full")
    silent = sf.col("days").isNull()
    none_without = sf.coalesce("whole_days", sf.lit(0)) == sf.coalesce("told_whole", sf.lit(0))
    by_one = sf.col("source").isNotNull()
    # Without a snapshot it does not matter who said so last; but if they are several may end with what is taken out.
    as_many = only_added and not snapshots.where("whole is not null").head(1)
    known = by_one | silent if as_many else by_one
    as_it_was = sf.coalesce("is_current", sf.lit(False)) & known & none_without & (silent | _as_before())
    did_not_hold = sf.coalesce(sf.col("valid_to") < day_before(since), sf.lit(True))
    changed = both.where(~as_it_was).select("id", (did_not_hold | by_one).alias("can_be_continued"))
    # Of those that began later nothing may be said any more.
    began_later = held.where(sf.col("valid_from") >= sf.lit(since)).select(sf.col(key).alias("id"))
    either = changed.unionByName(began_later.withColumn("can_be_continued", sf.lit(None).cast("boolean")))
    by_id = either.groupBy(sf.col("id").alias(key)).agg(sf.min("can_be_continued").alias("told"))
    return by_id.select(key, sf.coalesce("told", sf.lit(True)).alias("can_be_continued"))


def _said(records: DataFrame, dataset: str, snapshots: DataFrame) -> DataFrame:
    """What is said of each id on these days: bounds of content and source, days, and how many of them are snapshots."""
    bounds = (each(name).alias(f"{each.__name__}_{name}") for each in (sf.min, sf.max) for name in _SAID)
    days = sf.count(sf.lit(1)).alias("days"), sf.count("whole").alias("told_whole")
    return told(records, dataset, snapshots).groupBy("id").agg(*bounds, *days)


def _as_before() -> Column:
    both = ((name, f"{bound}_{name}") for bound in ("min", "max") for name in _SAID)
    return reduce(lambda all_are, pair: all_are & sf.col(pair[0]).eqNullSafe(sf.col(pair[1])), both, sf.lit(True))
