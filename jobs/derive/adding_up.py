"""Whether each table that keeps all sales adds up to silver.sales: by file, by day, by month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as sf

from jobs.contracts.errors import BooksDoNotBalance
from jobs.derive.figures import MONEY
from jobs.derive.node import Node, Per
from jobs.derive.scope import Scope
from jobs.gold.reconciliation import COLUMNS
from jobs.kept import keep
from jobs.silver.schema import cast_columns

_SHOWN = 5
_FILE, _DAY, _MONTH = "file", "day", "month"
_STORES = "monthly_store"
_ITEMS = {_FILE: "file_version", _DAY: "sales_date", _MONTH: "sales_month"}


@dataclass(frozen=True, slots=True)
class Layer:
    """A table that keeps all sales, and its rows in the part of time that the run builds: those of each day in one."""

    node: Node
    scope: Scope
    parts: Sequence[DataFrame]

    @property
    def grain(self) -> str:
        """By what it is compared."""
        return _FILE if self.node.by_file else _DAY if self.node.per is Per.DAY else _MONTH


def predicate(node: Node, scope: Scope) -> str:
    """The part of a derived table, as SQL."""
    return scope.predicate(node.day_column if node.per is Per.DAY else "")


def add_up(layers: Sequence[Layer], part: Callable[[str, str], DataFrame]) -> DataFrame:
    """Each layer beside what it has to add up to; rows of gold.reconciliation, those that differ among them.

    part   reads the rows of a table of silver that meet a predicate
    """
    expected: dict[tuple[object, ...], DataFrame] = {}
    compared = []
    for layer in layers:
        said = (layer.grain, layer.node.of_known, layer.node.name == _STORES, predicate(layer.node, layer.scope))
        if said not in expected:
            expected[said] = keep(_expected(layer, part))
        compared.append(_compared(layer, expected[said]))
    return _together(compared)


def require_balance(compared: DataFrame) -> None:
    """Raises BooksDoNotBalance with the differences, at most five of them."""
    differs = (sf.col("difference_net_sales") != sf.lit(0)) | (sf.col("difference_rows") != sf.lit(0))
    found = compared.where(differs).orderBy("layer", "item", "sales_date").limit(_SHOWN).collect()
    if found:
        raise BooksDoNotBalance(
            "A table does not add up to silver.sales.",
            where=", ".join(sorted({row.layer for row in found})),
            found="; ".join(_side(row, row.rows, row.net_sales) for row in found),
            expected="; ".join(_side(row, row.expected_rows, row.expected_net_sales) for row in found),
            next_step="gold is as it was before the run; rebuild with a full refresh, and report it if that fails too",
        )


def said_of_others(layers: Sequence[Layer]) -> Column:
    """Of the rows of gold.reconciliation, those that say nothing of the layers in their parts of time."""
    said = [sf.expr(f"layer = '{layer.node}' and {predicate(layer.node, layer.scope)}") for layer in layers]
    return ~reduce(lambda one, other: one | other, said, sf.lit(False))


def _expected(layer: Layer, part: Callable[[str, str], DataFrame]) -> DataFrame:
    """What silver says, at the layer's grain: item, sales_month, sales_date, expected_rows, expected_net_sales."""
    if layer.grain != _MONTH:
        lines = part("sales", predicate(layer.node, layer.scope))
        return _sums(lines, layer.grain, sf.count(sf.lit(1)), "net_sales", prefix="expected_")
    if layer.node.of_known or layer.node.name == _STORES:
        orders = part("daily_orders", layer.scope.predicate())
        of_whom = orders.where(sf.col("customer_id").isNotNull()) if layer.node.of_known else orders
        return _sums(of_whom, _MONTH, sf.sum("lines"), "net_sales", prefix="expected_")
    stores = part(_STORES, layer.scope.predicate())
    return _sums(stores, _MONTH, sf.sum("lines"), "net_sales", prefix="expected_")


def _compared(layer: Layer, expected: DataFrame) -> DataFrame:
    counted = sf.count(sf.lit(1)) if layer.node.by_file else sf.sum("lines") if _counts(layer) else sf.lit(None)
    sums = [_sums(rows, layer.grain, counted, layer.node.keeps, prefix="") for rows in layer.parts]
    # Each computed on its own: the plans of many months in one are too deep.
    found = sums[0] if len(sums) == 1 else _together([keep(each) for each in sums])
    keys = ["item", "sales_month", "sales_date"] if layer.grain == _FILE else ["item"]
    both = found.join(expected, on=keys, how="full")
    zero = sf.lit(0)
    month = sf.substring(sf.col("item"), 1, 7) if layer.grain != _FILE else sf.col("sales_month")
    day = sf.to_date("item") if layer.grain == _DAY else sf.lit(None) if layer.grain == _MONTH else sf.col("sales_date")
    money, owed = (sf.coalesce(name, zero).cast(MONEY) for name in ("net_sales", "expected_net_sales"))
    rows = sf.coalesce("rows", zero) if _counts(layer) or layer.node.by_file else sf.lit(None)
    due = sf.coalesce("expected_rows", zero)
    told = both.select(
        sf.lit(layer.grain).alias("grain"),
        "item",
        month.alias("sales_month"),
        day.alias("sales_date"),
        sf.lit(str(layer.node)).alias("layer"),
        rows.alias("rows"),
        money.alias("net_sales"),
        due.alias("expected_rows"),
        owed.alias("expected_net_sales"),
        (rows - due).alias("difference_rows"),
        (money - owed).alias("difference_net_sales"),
    )
    return cast_columns(told, COLUMNS)


def _together(frames: Sequence[DataFrame]) -> DataFrame:
    """The rows of all, united two by two: a plan may be a hundred steps deep, and history has more months than that."""
    while len(frames) > 1:
        pairs = (frames[first : first + 2] for first in range(0, len(frames), 2))
        frames = [reduce(DataFrame.unionByName, pair) for pair in pairs]
    return frames[0]


def _counts(layer: Layer) -> bool:
    return "lines" in layer.node.columns


def _sums(rows: DataFrame, grain: str, counted: Column, money: str, *, prefix: str) -> DataFrame:
    by = ["file_version", "sales_month", "sales_date"] if grain == _FILE else [_ITEMS[grain]]
    sums = rows.groupBy(*by).agg(
        counted.cast("bigint").alias(f"{prefix}rows"), sf.sum(money).cast(MONEY).alias(f"{prefix}net_sales")
    )
    item = sf.col(_ITEMS[grain]).cast("string").alias("item")
    beside = [name for name in by if name != _ITEMS[grain]]
    return sums.select(item, *beside, f"{prefix}rows", f"{prefix}net_sales")


def _side(row: Row, rows: int | None, money: object) -> str:
    counted = "" if rows is None else f"{rows} rows, "
    return f"{row.layer}, {row.grain} {row.item}: {counted}net sales {money}"
