"""What has changed in a dimension of the star since the facts were built, and which sales point there.

gold.dim_x is replaced only once the marts that were built with it are: until then it says what they were built with.
A run that ended half-way, or whose files were held back, is thus made good by the next one that brings its files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from jobs.derive.members import last
from jobs.silver.schema import content_digest


@dataclass(frozen=True, slots=True)
class Pointing:
    """How sales point at a dimension.

    key      its surrogate key
    id       its id, in the dimension and in the table of sales
    sales    a table by sales_date that holds the id of every sale
    shown    what marts show of an id as it is now
    by_name  the column of `sales` that holds the name of what has no id, '' where there is none; see `name`
    name     the column of the dimension that such a name is looked for in
    """

    key: str
    id: str
    sales: str
    shown: tuple[str, ...]
    by_name: str = ""
    name: str = ""


_NOT_SAID = frozenset({"fact_from", "fact_to", "valid_from", "valid_to", "is_current"})
POINTING: Mapping[str, Pointing] = MappingProxyType(
    {
        "dim_customer": Pointing(
            "customer_key", "customer_id", "daily_orders", ("full_name", "phone_number", "region")
        ),
        "dim_product": Pointing(
            *("product_key", "product_id", "daily_product_store", ("product_name", "category")),
            by_name="sold_as",
            name="product_name",
        ),
        "dim_store": Pointing("store_key", "store_id", "daily_person", ("store_address", "region")),
        "dim_sales_team": Pointing("sales_person_key", "sales_person_id", "daily_person", ("full_name",)),
    }
)


def changed_spans(old: DataFrame, new: DataFrame, pointing: Pointing) -> DataFrame:
    """The ids and business dates for which the version, or what it says, is another: id, first_day, last_day."""
    before, after = (_versions(frame, pointing, prefix) for frame, prefix in ((old, "old"), (new, "new")))
    both = before.join(after, on=[pointing.key, "said"], how="full")
    ident = sf.coalesce("old_id", "new_id").alias(pointing.id)
    gone = sf.col("new_id").isNull() | sf.col("old_id").isNull()
    whole = both.where(gone).select(
        ident, sf.coalesce("old_from", "new_from").alias("first_day"), sf.coalesce("old_to", "new_to").alias("last_day")
    )
    earlier = both.where(~gone & (sf.col("old_from") != sf.col("new_from"))).select(
        ident,
        sf.least("old_from", "new_from").alias("first_day"),
        sf.date_sub(sf.greatest("old_from", "new_from"), 1).alias("last_day"),
    )
    later = both.where(~gone & (sf.col("old_to") != sf.col("new_to"))).select(
        ident,
        sf.date_add(sf.least("old_to", "new_to"), 1).alias("first_day"),
        sf.greatest("old_to", "new_to").alias("last_day"),
    )
    return whole.unionByName(earlier).unionByName(later)


def shown_otherwise(old: DataFrame, new: DataFrame, pointing: Pointing) -> DataFrame:
    """The ids of which marts show something else now; one row per id, and `name` as it was and as it is."""
    columns = [pointing.id, *pointing.shown]
    before, after = (last(frame).select(*columns) for frame in (old, new))
    differing = before.exceptAll(after).unionByName(after.exceptAll(before))
    return differing.select(pointing.id, *([pointing.name] if pointing.name else [])).distinct()


def _versions(frame: DataFrame, pointing: Pointing, prefix: str) -> DataFrame:
    said = content_digest(name for name in frame.columns if name not in _NOT_SAID)
    return frame.where(sf.col(pointing.id).isNotNull()).select(
        pointing.key,
        said.alias("said"),
        sf.col(pointing.id).alias(f"{prefix}_id"),
        sf.col("fact_from").alias(f"{prefix}_from"),
        sf.col("fact_to").alias(f"{prefix}_to"),
    )


def sold(sales: DataFrame, ids: DataFrame, pointing: Pointing) -> DataFrame:
    """The dates on which something was sold that points at one of the ids: sales_date."""
    by_id = sales.join(ids.select(pointing.id), on=pointing.id, how="left_semi").select("sales_date")
    if not pointing.by_name:
        return by_id
    named = ids.select(sf.col(pointing.name).alias(pointing.by_name)).where(sf.col(pointing.by_name).isNotNull())
    return by_id.unionByName(sales.join(named, on=pointing.by_name, how="left_semi").select("sales_date"))


def sold_in_spans(sales: DataFrame, spans: DataFrame, pointing: Pointing) -> DataFrame:
    """The dates on which something was sold that points at one of the ids on a date of its span: sales_date."""
    sales, spans = sales.select(pointing.id, "sales_date").distinct(), spans.alias("spans")
    within = sf.col("sales_date").between(sf.col("first_day"), sf.col("last_day"))
    return sales.join(spans, on=pointing.id).where(within).select("sales_date")
