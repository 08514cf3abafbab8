"""The dimensions of the star: a row per version, a member for ids that have not arrived, and one for no id at all."""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

UNKNOWN = "unknown"
NONE = "none"
VALIDITY: Mapping[str, str] = MappingProxyType(
    {"valid_from": "date", "valid_to": "date", "is_current": "boolean", "fact_from": "date", "fact_to": "date"}
)
LAST_DAY = "9999-12-31"


def with_members(versions: DataFrame, key: str, columns: Mapping[str, str]) -> DataFrame:
    """The versions and the two members, whose key is 'unknown' and 'none' and who have no other value."""
    members = versions.sparkSession.createDataFrame([(UNKNOWN,), (NONE,)], f"{key} string")
    nothing = {name: sf.lit(None).cast(type_) for name, type_ in columns.items() if name != key}
    return versions.select(*columns).unionByName(members.withColumns(nothing).select(*columns))


def with_version(facts: DataFrame, dimension: DataFrame, key: str, identity: str, *beside: str) -> DataFrame:
    """The facts with the key of the version that holds on their sales_date; one row per row of `facts`.

    identity   the id, in both
    beside     further columns of the version to take along
    The key is that of a member where the id has not arrived or is missing. Columns of the join stay beside, under names
    that begin with the key's: each step more would bring the plan nearer to the depth that a message may have.
    """
    of, since, until = (f"{key}_{name}" for name in ("of", "since", "until"))
    span = [sf.col("fact_from").alias(since), sf.col("fact_to").alias(until)]
    versions = dimension.where(sf.col(identity).isNotNull()).select(key, sf.col(identity).alias(of), *beside, *span)
    holds = sf.col("sales_date").between(sf.col(since), sf.col(until))
    joined = facts.join(versions, on=(sf.col(identity) == sf.col(of)) & holds, how="left")
    member = sf.when(sf.col(identity).isNull(), sf.lit(NONE)).otherwise(sf.lit(UNKNOWN))
    return joined.withColumn(key, sf.coalesce(key, member))


def last(dimension: DataFrame) -> DataFrame:
    """What is known of each id now, of one that has ended too; one row per id."""
    return dimension.where(sf.col("fact_to") == sf.lit(LAST_DAY).cast("date"))
