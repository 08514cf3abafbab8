"""What customers thought of each product in a month.

Rebuilt: the months that a batch's reviews are of.

Grain: sales_month, product_id.

sales_month     'yyyy-MM' of the day of the review
product_id      the product
reviews         its reviews
ratings         the sum of their ratings, each from 1, the worst, to 5, the best
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.contracts import names
from jobs.contracts.dataset import contract
from jobs.derive.figures import count
from jobs.derive.inputs import Inputs
from jobs.derive.node import Node, Per

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "sales_month": "string",
        "product_id": contract("product_review").column("product_id").type,
        "reviews": "bigint",
        "ratings": "bigint",
    }
)


def build(inputs: Inputs) -> DataFrame:
    """The reviewed products of the scope's months, from silver.product_review."""
    month = sf.date_format("reviewed_on", "yyyy-MM")
    reviews = inputs.all("product_review").withColumns({"sales_month": month, "ratings": sf.col("rating")})
    return (
        reviews.where(inputs.scope.predicate())
        .groupBy("sales_month", "product_id")
        .agg(sf.count(sf.lit(1)).alias("reviews"), count("ratings"))
    )


AGGREGATE = Node(
    name="monthly_rating",
    columns=COLUMNS,
    grain=("sales_month", "product_id"),
    per=Per.MONTH,
    reads=("product_review",),
    build=build,
    file_system=names.SILVER,
)
