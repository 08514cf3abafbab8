"""What SQL sees: every table and view of the lake under the name that the catalogue gives it."""

from pyspark.sql import SparkSession

from jobs.catalogue import VIEWS, all_tables
from jobs.contracts import names
from jobs.star import SCHEMA as STAR_SCHEMA
from jobs.tables import Lake


def attach(spark: SparkSession, lake: Lake) -> None:
    """Make every table that has been written, and its views, queryable in this session: silver.x, gold.x, star.x."""
    for schema in (names.SILVER, names.GOLD, STAR_SCHEMA):
        spark.sql(f"create database if not exists {schema}")
    for table in all_tables():
        if lake.exists(spark, table):
            spark.sql(f"create table if not exists {table} using delta location '{lake.location(table)}'")
    for view in VIEWS:
        if lake.exists(spark, view.table):
            spark.sql(f"create or replace view {view} as {view.query}")
