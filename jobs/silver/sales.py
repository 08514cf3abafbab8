"""Sale lines: every landed one, typed, keyed, with its month, its amounts and where it came from.

Grain: one row per sale line of every live file version. Two lines of one file are two sales even where they are equal;
what several files say of one sale is judged in jobs/silver/standing.py.
"""

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.silver.schema import KEPT, PROVENANCE, SALES_DERIVED, cast_columns, contract_columns

DATASET = "pos_sales"
KEY = contract(DATASET).primary_key
COLUMNS: Mapping[str, str] = MappingProxyType(
    {**contract_columns(contract(DATASET)), **SALES_DERIVED, **KEPT, **PROVENANCE}
)


def sale_lines(landed: DataFrame) -> DataFrame:
    """The sale lines as silver keeps them; one row per row of `landed` (bronze with its provenance).

    sale_key      the contract's primary key (store_id, receipt_id, line_no) where all of it is given, else
                  (file_version, row_number); unambiguous text
    sales_month   'yyyy-MM' of sales_date, the store's business date
    weekday       1 Monday to 7 Sunday (ISO)
    gross_amount  price x quantity, HALF_UP to the cent; where there is no price, total_cost + discount_amount
    net_sales     total_cost: after discount, before tax; negative for a return
    is_return     quantity below zero; false where no quantity is known
    extras        the columns that the contract does not know, by name, as a JSON object of texts
    """
    derived = landed.withColumns(
        {
            "sale_key": _sale_key(),
            "sales_month": sf.date_format("sales_date", "yyyy-MM"),
            "weekday": _iso_weekday(),
            "gross_amount": _gross_amount(),
            "net_sales": sf.col("total_cost"),
            "extras": sf.to_json("extras"),
            "is_return": sf.coalesce(sf.col("quantity") < sf.lit(0), sf.lit(False)),
        }
    )
    return cast_columns(derived, COLUMNS)


def _iso_weekday() -> Column:
    # By dayofweek, 1 on Sunday, and not by weekday: Sail 0.7 gives Sundays -1 there.
    return (sf.dayofweek("sales_date") + sf.lit(5)) % sf.lit(7) + sf.lit(1)


def is_keyed() -> Column:
    """Whether a line has the whole of the contract's primary key."""
    return reduce(lambda all_given, name: all_given & sf.col(name).isNotNull(), KEY, sf.lit(bool(KEY)))


def _sale_key() -> Column:
    by_row = sf.concat(sf.lit("row:"), sf.col("file_version"), sf.lit(":"), sf.col("row_number").cast("string"))
    if not KEY:
        return by_row
    *front, last = KEY
    by_receipt = sf.concat(sf.lit("receipt:"), *map(_sized, front), sf.col(last).cast("string"))
    return sf.when(is_keyed(), by_receipt).otherwise(by_row)


def _sized(name: str) -> Column:
    # The length goes first, so that no separator inside an id can make two keys the same.
    text = sf.col(name).cast("string")
    return sf.concat(sf.length(text).cast("string"), sf.lit("-"), text, sf.lit(":"))


def _gross_amount() -> Column:
    from_price = sf.round(sf.col("price") * sf.col("quantity"), 2)
    from_total = sf.col("total_cost") + sf.coalesce(sf.col("discount_amount"), sf.lit(0).cast("decimal(18,2)"))
    return sf.coalesce(from_price.cast("decimal(18,2)"), from_total.cast("decimal(18,2)"))
