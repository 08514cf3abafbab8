"""The promotions as a star's dimension; what each covers is in dim_promotion_scope.

Rebuilt: with the promotions' files.

Grain: promotion_key.

promotion_key    the promotion_id; 'unknown' for ids that have not arrived, 'none' where no promotion applied
promotion_id     the promotion
promotion_name   its name, of several the least
method           how it is made known or given, of several the least
discount_percent percent off, of several the greatest
starts_on        first day
ends_on          last day
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.derive.inputs import Inputs
from jobs.derive.members import with_members
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "promotion_key": "string",
        "promotion_id": "string",
        "promotion_name": "string",
        "method": "string",
        "discount_percent": contract("promotion").column("discount_percent").type,
        "starts_on": "date",
        "ends_on": "date",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The promotions of silver.promotion, all parts of their scope together."""
    promotions = (
        inputs.all("promotion")
        .groupBy("promotion_id")
        .agg(
            sf.min("name").alias("promotion_name"),
            sf.min("method").alias("method"),
            sf.max("discount_percent").alias("discount_percent"),
            sf.min("starts_on").alias("starts_on"),
            sf.max("ends_on").alias("ends_on"),
        )
        .withColumn("promotion_key", sf.col("promotion_id"))
    )
    return with_members(promotions, "promotion_key", COLUMNS)


MART = Node(
    name="dim_promotion", columns=COLUMNS, grain=("promotion_key",), per=Per.WHOLE, reads=("promotion",), build=build
)
