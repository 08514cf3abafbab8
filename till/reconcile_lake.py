"""The lake's side of reconcile: what silver and gold hold, counted by the engine in a few grouped queries."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from jobs.gold import marts
from till.engine_client import Answer

SALES = "pos_sales"
COUNTED, DUPLICATE, CORRECTED = "counted", "duplicate", "corrected"
FACT = "fact_sales"
_DIGITS = "0123456789abcdef"

type Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class SilverShare:
    """Lines of one content that have the same month and standing; dimensions have neither, nor money."""

    dataset: str
    content: str
    month: str
    standing: str
    rows: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What counts in a month: rows (0 where a table has no sale lines) and money."""

    rows: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class LakeSide:
    """Silver by content, what silver.sales shows by month, and each mart that keeps all sales by month.

    facts   what gold.fact_sales holds of each content of sales
    """

    shares: list[SilverShare]
    facts: dict[str, MonthSum]
    sales: dict[str, MonthSum]
    marts: dict[str, dict[str, MonthSum]]

    @classmethod
    def read(cls, ask: Ask, datasets: Iterable[str]) -> Self:
        """Silver and gold as they are now; a table that has not been written yet holds nothing."""
        silver, gold = _tables(ask, "silver"), _tables(ask, "gold")
        shares = [
            share
            for dataset in datasets
            if _record(dataset) in silver
            for share in (_sales(ask) if dataset == SALES else _dimension(ask, dataset))
        ]
        counted = "select sales_month, count(*) as n, sum(net_sales) as money from silver.sales group by sales_month"
        return cls(
            shares,
            _facts(ask) if FACT in gold else {},
            _months(ask, counted) if "sales" in silver else {},
            {f"gold.{mart}": _mart(ask, mart, money) if mart in gold else {} for mart, money in keeps_all_sales()},
        )


def keeps_all_sales() -> tuple[tuple[str, str], ...]:
    """The marts that keep every sale, and of each the column that adds up to its money."""
    return tuple((mart.name, mart.keeps) for mart in marts() if mart.keeps and not mart.of_known)


def _facts(ask: Ask) -> dict[str, MonthSum]:
    found: dict[str, MonthSum] = {}
    for row in _grouped(ask, f"gold.{FACT}", ("file_version",), "sum(subtotal) as money"):
        found[row["file_version"]] = MonthSum(row["n"], _decimal(row["money"]))
    return found


def _record(dataset: str) -> str:
    return "sales_record" if dataset == SALES else f"{dataset}_record"


def _tables(ask: Ask, schema: str) -> set[str]:
    return {str(row["tableName"]) for row in ask(f"show tables in {schema}").rows}


def _sales(ask: Ask) -> Iterator[SilverShare]:
    by = ("file_version", "sales_month", "standing")
    for row in _grouped(ask, "silver.sales_record", by, "sum(total_cost) as money"):
        version, month, standing = (str(row[name]) for name in by)
        yield SilverShare(SALES, version, month, standing, row["n"], _decimal(row["money"]))


def _dimension(ask: Ask, dataset: str) -> Iterator[SilverShare]:
    for row in _grouped(ask, f"silver.{_record(dataset)}", ("file_version",)):
        yield SilverShare(dataset, row["file_version"], "", COUNTED, row["n"], Decimal("0.00"))


def _grouped(ask: Ask, table: str, by: tuple[str, ...], *figures: str, prefix: str = "") -> Iterator[dict[str, Any]]:
    """Every group with its rows as n; more groups than one answer holds are asked for by the version's next digit."""
    columns, groups = ", ".join((*by, "count(*) as n", *figures)), ", ".join(by)
    answer = ask(f"select {columns} from {table} where file_version like '{prefix}%' group by {groups}")  # noqa: S608
    if not answer.truncated:
        yield from answer.rows
        return
    for digit in _DIGITS:
        yield from _grouped(ask, table, by, *figures, prefix=prefix + digit)


def _mart(ask: Ask, mart: str, money: str) -> dict[str, MonthSum]:
    query = f"select sales_month, 0 as n, sum({money}) as money from gold.{mart} group by sales_month"  # noqa: S608
    return _months(ask, query)


def _months(ask: Ask, query: str) -> dict[str, MonthSum]:
    return {row["sales_month"]: MonthSum(row["n"], _decimal(row["money"])) for row in ask(query).rows}


def _decimal(money: Decimal | None) -> Decimal:
    return Decimal("0.00") if money is None else money
