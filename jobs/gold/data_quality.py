"""How many rows of each dataset broke which rule, by the day on which they landed.

What landing refused, what silver put right, and the sale lines that count although something about them is odd
(fact_sales.repair), in the files in force: a file that was corrected counts no more, on the day of its own landing
neither. A row may break several rules and counts in each. A day on which such files of a dataset landed of which no row
broke any rule has one row, with the rule 'none' and no rows hit.

Rebuilt: as a whole, with every batch.

Grain: dataset, rule, landed_on.

dataset       the dataset
rule          what was broken: a code of docs/violations.md, 'key-twice', 'sale-after-close', 'return-before-sale', or
              'none'
landed_on     the day (UTC) on which the files landed
kind          'refused' by landing, or 'repaired': kept, and a rule says what it counts as
rows_checked  rows of all files in force of the dataset that landed on the day, good and refused
rows_hit      those of them that broke the rule
share         rows_hit / rows_checked, four digits, HALF_UP; null where no rows were checked
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.figures import RATE, count, rate
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per
from jobs.silver.file_quality import REFUSED, REPAIRED

NONE = "none"
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "dataset": "string",
        "rule": "string",
        "landed_on": "date",
        "kind": "string",
        "rows_checked": "bigint",
        "rows_hit": "bigint",
        "share": RATE,
    }
)
_HIT = ("dataset", "landed_on", "rule", "kind", "rows_hit")


def build(inputs: Inputs) -> DataFrame:
    """The rules broken on each day."""
    told = inputs.all("file_quality")
    files = told.groupBy("dataset", "landed_on", "file_version").agg(sf.max("rows_checked").alias("rows_checked"))
    landed = files.groupBy("dataset", "landed_on").agg(count("rows_checked"))
    broken = told.where(sf.col("rule").isNotNull()).select(*_HIT).unionByName(_odd_lines(inputs, files))
    hits = broken.groupBy("dataset", "landed_on", "rule", "kind").agg(count("rows_hit"))
    rules = landed.join(hits, on=["dataset", "landed_on"], how="left").withColumns(
        {
            "rule": sf.coalesce("rule", sf.lit(NONE)),
            "kind": sf.coalesce("kind", sf.lit(REFUSED)),
            "rows_hit": sf.coalesce("rows_hit", sf.lit(0)),
        }
    )
    return rules.withColumn("share", rate("rows_hit", "rows_checked"))


def _odd_lines(inputs: Inputs, files: DataFrame) -> DataFrame:
    """The repairs of sale lines, by the day on which their files landed."""
    repairs = inputs.all("daily_repairs").join(files, on="file_version")
    kind = sf.lit(REPAIRED).alias("kind")
    return repairs.select(
        "dataset", "landed_on", sf.col("repair").alias("rule"), kind, sf.col("lines").alias("rows_hit")
    )


MART = Node(
    name="data_quality",
    columns=COLUMNS,
    grain=("dataset", "rule", "landed_on"),
    per=Per.WHOLE,
    reads=("file_quality", "daily_repairs"),
    build=build,
)
