"""The check of the books: silver holds of each file version just the rows, and the money, that were landed."""

from collections.abc import Iterable
from decimal import Decimal

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as sf

from jobs.contracts.errors import BooksDoNotBalance
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.predicates import of_versions

_EXPECTED = "file_version string, landing_path string, rows_landed bigint, cost_landed decimal(18,2)"
_SHOWN = 5


def check_books(spark: SparkSession, table: str, silver: DataFrame, lines: Iterable[ManifestLine]) -> None:
    """Compare the table with the manifest, version by version; a removed version must hold no row.

    Raises BooksDoNotBalance with the versions that differ (at most five of them). Marts are not touched by then; silver
    is, and is put right by the next run that names these versions.
    """
    expected = [_expected(line) for line in lines]
    if not expected:
        return
    silver = of_versions(silver, sorted({version for version, *_ in expected}))
    cost = sf.sum("total_cost") if "total_cost" in silver.columns else sf.lit(None)
    held = silver.groupBy("file_version").agg(
        sf.count(sf.lit(1)).alias("rows_held"), cost.cast("decimal(18,2)").alias("cost_held")
    )
    compared = spark.createDataFrame(expected, _EXPECTED).join(held, on="file_version", how="left")
    rows_held = sf.coalesce("rows_held", sf.lit(0))
    cost_held = sf.coalesce("cost_held", sf.lit(0).cast("decimal(18,2)"))
    differing = compared.where((rows_held != sf.col("rows_landed")) | (cost_held != sf.col("cost_landed")))
    found = differing.withColumns({"rows_held": rows_held, "cost_held": cost_held}).limit(_SHOWN).collect()
    if found:
        raise BooksDoNotBalance(
            "Silver does not hold what was landed.",
            where=table,
            found="; ".join(_held(row) for row in found),
            expected="; ".join(_landed(row) for row in found),
            next_step="see whether the bronze files are whole, then refresh again, or rebuild with a full refresh",
        )


def _expected(line: ManifestLine) -> tuple[str, str, int, Decimal | None]:
    if line.action != LOAD:
        return line.version, line.landing_path, 0, None
    return line.version, line.landing_path, line.rows, Decimal(line.total_cost) if line.total_cost else None


def _held(row: Row) -> str:
    return f"{row.rows_held} rows{_money(row, row.cost_held)} of version {row.file_version}"


def _landed(row: Row) -> str:
    return f"{row.rows_landed} rows{_money(row, row.cost_landed)} of version {row.file_version}"


def _money(row: Row, cost: Decimal) -> str:
    return "" if row.cost_landed is None else f", total_cost {cost}"
