"""Prints, as a JSON list, which derived tables of two lakes do not hold the same rows; arguments: the roots of both.

Two tables are the same where they have as many rows and the same sum of a digest of each row.
"""

import json
import sys

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as sf

from jobs.catalogue import node_table
from jobs.derive.graph import nodes
from jobs.engine import open_session
from jobs.silver.schema import content_digest
from jobs.tables import Lake


def main(expected: str, found: str) -> None:
    """Compare every derived table."""
    spark = open_session("embedded")
    tables = [node_table(node) for node in nodes()]
    lakes = [Lake(expected), Lake(found)]
    sums = {str(table): [_sum(spark, lake.read(spark, table)) for lake in lakes] for table in tables}
    print(json.dumps([name for name, (one, other) in sums.items() if one != other]))


def _sum(spark: SparkSession, rows: DataFrame) -> Row:
    # Fifteen hex digits: the sum of a hundred million of them is exact in a decimal of 38 digits.
    number = sf.conv(sf.substring(content_digest(sorted(rows.columns)), 1, 15), 16, 10).cast("decimal(38,0)")
    (found,) = rows.agg(sf.count(sf.lit(1)), sf.sum(number)).collect()
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
