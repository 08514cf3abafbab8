"""The lines that explain a payout: what was counted, then by which rule, rate and rounding it came to the amount.

The amounts of a payee's lines add up to the incentive of gold.incentive_payout.

Rebuilt: the month of an incentive run, as a whole; no batch changes it.

Grain: store_id, sales_person_id, sales_month, line_no.

store_id         the store
sales_person_id  the salesperson
sales_month      'yyyy-MM' of the business dates
line_no          the place of the line in the explanation, from 1
text             a sentence for the payee, figures in the store's currency
rule             'total-sales' for what was counted, else the plan's rule
rate             of the line that pays, a fraction; null on the line that counts
rounding         of the line that pays; null on the line that counts
amount           what the line adds to the incentive
plan_version     the plan
"""

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sf

from jobs.contracts.dataset import contract
from jobs.silver.schema import cast_columns

GRAIN = ("store_id", "sales_person_id", "sales_month", "line_no")
ROUNDING = "HALF_UP to 0.01"
_SALES = contract("pos_sales")
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "store_id": _SALES.column("store_id").type,
        "sales_person_id": _SALES.column("sales_person_id").type,
        "sales_month": "string",
        "line_no": "int",
        "text": "string",
        "rule": "string",
        "rate": "decimal(9,6)",
        "rounding": "string",
        "amount": "decimal(18,2)",
        "plan_version": "string",
    }
)


def explain(paid: DataFrame) -> DataFrame:
    """The lines of each payee; one row per store, salesperson, month and line_no, from rows of `with_incentive`.

    text       a sentence for the payee, figures in the store's currency
    rule       'total-sales' for what was counted, else the plan's rule
    rate, rounding   of the line that pays; null on the line that counts
    amount     what the line adds to the incentive, decimal(18,2)
    """
    counted = paid.withColumns(
        {
            "line_no": sf.lit(1),
            "text": _what_was_counted(),
            "rule": sf.lit("total-sales"),
            "rate": sf.lit(None).cast("decimal(9,6)"),
            "rounding": sf.lit(None).cast("string"),
            "amount": sf.lit(0).cast("decimal(18,2)"),
        }
    )
    earned = paid.withColumns(
        {
            "line_no": sf.lit(2),
            "text": _why_it_earns(),
            "rule": sf.lit("top-seller"),
            "rounding": sf.lit(ROUNDING),
            "amount": sf.col("incentive"),
        }
    )
    return cast_columns(counted, COLUMNS).unionByName(cast_columns(earned, COLUMNS))


def _what_was_counted() -> Column:
    return _sentence(
        "Sale lines: ", "lines_counted", ", of them returns: ", "returns_counted", "; total sales ", _TOTAL
    )


def _why_it_earns() -> Column:
    place = _sentence("Rank ", "sales_rank", " of ", "ranked_people", " in the store")
    shared = sf.when(sf.col("tied_people") > sf.lit(1), _sentence(", shared by ", "tied_people")).otherwise(sf.lit(""))
    product = _sentence(": ", _TOTAL, " x ", "rate", " = ", "exact_incentive", ", rounded HALF_UP to ", "incentive")
    reason = (
        sf.when(sf.col("sales_rank") > sf.lit(1), sf.lit(": only rank 1 earns"))
        .when(sf.col("total_sales") <= sf.lit(0), sf.lit(": a total that is not above zero earns nothing"))
        .otherwise(product)
    )
    return sf.concat(place, shared, reason)


_TOTAL = "total_sales"
_FIGURES = frozenset(
    {
        *("lines_counted", "returns_counted", "sales_rank", "ranked_people", "tied_people"),
        *(_TOTAL, "rate", "exact_incentive", "incentive"),
    }
)


def _sentence(*parts: str) -> Column:
    return reduce(lambda text, part: sf.concat(text, part), map(_words, parts))


def _words(part: str) -> Column:
    if part not in _FIGURES:
        return sf.lit(part)
    text = sf.col(part).cast("string")
    if part in ("rate", "exact_incentive"):
        # 0.010000 reads 0.01 and 120.50000000 reads 120.50: two decimals stay at least.
        return sf.regexp_replace(text, r"(\.[0-9]{2}[0-9]*?)0+$", "$1")
    return text
