"""The dimensions of the star: a row per version, and a member each for ids that have not arrived and for no id at all."""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
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


def key_of(key: str, identity: str) -> Column:
    """The surrogate key of a fact that was joined with the versions: theirs, else that of a member."""
    return sf.coalesce(sf.col(key), sf.when(sf.col(identity).isNull(), sf.lit(NONE)).otherwise(sf.lit(UNKNOWN)))


def at(dimension: DataFrame, facts: DataFrame, identity: str, day: str = "sales_date") -> Column:
    """The condition that a fact points at a version: by id, and by the business date."""
    within = facts[day].between(dimension["fact_from"], dimension["fact_to"])
    return (facts[identity] == dimension[identity]) & within


def last(dimension: DataFrame) -> DataFrame:
    """What is known of each id now, of one that has ended too; one row per id."""
    return dimension.where(sf.col("fact_to") == sf.lit(LAST_DAY).cast("date"))
