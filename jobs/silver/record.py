"""Records: all rows of every live file version of a dataset, as they came; and which of them hold now."""

from collections.abc import Mapping
from types import MappingProxyType

from pyspark.sql import DataFrame, GroupedData
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.firsts import BUCKETS
from jobs.silver.schema import KEPT, PROVENANCE, cast_columns, contract_columns

# Of two statements the one landed last holds; of two in files landed at the same moment, or in one file, the one of the
# greater (file_version, row_number), so that the choice never depends on the order in which rows are read.
RECENCY = ("landed_at", "file_version", "row_number")

# Datasets whose rows have a day of their own, by the column that says it.
DAY_OF: Mapping[str, str] = MappingProxyType(
    {
        "customer": "business_date",
        "product": "business_date",
        "sales_team": "business_date",
        "store": "business_date",
        "inventory": "stock_date",
        "product_review": "reviewed_on",
        "suspect_case": "sales_date",
    }
)


def record_columns(dataset: str) -> dict[str, str]:
    """Name and type of the columns of silver.<dataset>_record."""
    return {**contract_columns(contract(dataset)), **KEPT, **PROVENANCE}


def records(landed: DataFrame, columns: Mapping[str, str]) -> DataFrame:
    """The rows of the files as they came; one row per row of `landed` (bronze with its provenance).

    extras is a JSON object, its names in alphabetical order: the order of a file's columns says nothing.
    """
    by_name = sf.map_from_entries(sf.array_sort(sf.map_entries("extras")))
    return cast_columns(landed.withColumn("extras", sf.to_json(by_name)), columns)


def latest_rank(key: Mapping[str, str]) -> Mapping[str, str]:
    """The SQL of a column `recency` that is 1 on the latest row of each key and 2 on the others.

    key   name and type of its columns, parts of which may be null
    Where there is no key no row is later than another: the answer is no column at all. The rows of many keys stand in
    one window, as in jobs.firsts; those of a day in one of its own, so that an engine reads the days alone that it
    is asked for.
    """
    if not key:
        return MappingProxyType({})
    days = "".join(f"{name}, " for name, type_ in key.items() if type_ == "date")
    latest_first = ", ".join((*key, *(f"{name} desc" for name in RECENCY)))
    window = f"(partition by {days}pmod(hash({', '.join(key)}), {BUCKETS}) order by {latest_first})"
    # No row has no number: where the one before has none there is none before.
    same = " and ".join(f"{name} <=> lag({name}) over {window}" for name in key)
    return MappingProxyType({"recency": f"if(lag(row_number) over {window} is not null and {same}, 2, 1)"})


def with_several(rows: GroupedData, column: str) -> DataFrame:
    """The groups in which a column has more than one value, with the least and the greatest of them."""
    values = rows.agg(sf.min(column).alias("least"), sf.max(column).alias("greatest"))
    return values.where(sf.col("least") != sf.col("greatest"))
