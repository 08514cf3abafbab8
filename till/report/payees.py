"""The rows of gold.incentive_payout and gold.incentive_line as the report needs them: typed, joined and in order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class PayLine:
    """One line that explains an amount; `rate` is a share (0.01 is 1 %)."""

    line_no: int
    text: str
    rate: Decimal | None
    amount: Decimal | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        return cls(int(row["line_no"]), str(row["text"]), _decimal(row["rate"]), _decimal(row["amount"]))


@dataclass(frozen=True, slots=True)
class Payee:
    """A salesperson's month in a store, with the lines that explain the incentive."""

    store_id: int | str
    store_address: str
    sales_person_id: int | str | None
    full_name: str
    rank: int | None
    total_sales: Decimal
    lines_counted: int
    incentive: Decimal
    plan_version: str
    state: str
    lines: tuple[PayLine, ...]

    @classmethod
    def from_row(cls, row: Mapping[str, Any], lines: Iterable[PayLine]) -> Self:
        return cls(
            store_id=row["store_id"],
            store_address=row["store_address"] or "",
            sales_person_id=row["sales_person_id"],
            full_name=row["full_name"] or "",
            rank=row["sales_rank"],
            total_sales=_decimal(row["total_sales"]) or Decimal("0.00"),
            lines_counted=int(row["lines_counted"]),
            incentive=_decimal(row["incentive"]) or Decimal("0.00"),
            plan_version=str(row["plan_version"] or ""),
            state=str(row["state"]),
            lines=tuple(sorted(lines, key=lambda line: line.line_no)),
        )

    @property
    def name(self) -> str:
        """The name with the id, since two people may share a name and a new one has none yet."""
        if self.sales_person_id is None:
            return "No salesperson recorded"
        return f"{self.full_name} ({self.sales_person_id})" if self.full_name else f"Salesperson {self.sales_person_id}"

    @property
    def store(self) -> str:
        return f"{self.store_id}, {self.store_address}" if self.store_address else str(self.store_id)


def payees_of(payouts: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]) -> list[Payee]:
    """One per payout, in the order of store and rank, each with its lines in the order of line_no."""
    explained: dict[tuple[object, object], list[PayLine]] = defaultdict(list)
    for row in lines:
        explained[row["store_id"], row["sales_person_id"]].append(PayLine.from_row(row))
    payees = [Payee.from_row(row, explained[row["store_id"], row["sales_person_id"]]) for row in payouts]
    return sorted(payees, key=lambda who: (_order(who.store_id), _order(who.rank), _order(who.sales_person_id)))


def _order(value: int | str | None) -> tuple[bool, bool, Any]:
    """Sorts numbers as numbers, texts after them and what is missing last."""
    return value is None, isinstance(value, str), 0 if value is None else value


def _decimal(value: Decimal | str | int | None) -> Decimal | None:
    if isinstance(value, float):
        raise TypeError("An amount came as a float; money is decimal, or a decimal's text.")
    return None if value is None else Decimal(value)
