"""Reads the few rows of gold that a canary asks about, from the tables' own files: no engine has to run for it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from functions.adapters.lake_access import delta_access
from functions.settings import Settings
from jobs.contracts.names import GOLD
from till.canary.file import MONTH


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """What all stores sold in a month, by gold.store_performance."""

    net_sales: Decimal
    units: Decimal
    orders: int


@dataclass(frozen=True, slots=True)
class GoldFiles:
    """Gold as it lies in the lake of these settings."""

    settings: Settings

    def lines_of(self, content: str) -> tuple[int, Decimal]:
        """How many lines gold.fact_sales holds of a content in the canary's month, and their net sales."""
        which = [("sales_month", "=", MONTH), ("file_version", "=", content)]
        money = [row["subtotal"] for row in self._rows("fact_sales", ["subtotal"], filters=which)]
        return len(money), sum(money, Decimal("0.00"))

    def months(self) -> dict[str, MonthTotals]:
        """What was sold in each month."""
        found: dict[str, MonthTotals] = {}
        for row in self._rows("store_performance", ["sales_month", "net_sales", "units", "orders"]):
            known = found.get(row["sales_month"], MonthTotals(Decimal("0.00"), Decimal("0.000"), 0))
            found[row["sales_month"]] = MonthTotals(
                known.net_sales + row["net_sales"], known.units + row["units"], known.orders + row["orders"]
            )
        return found

    def _rows(self, table: str, columns: list[str], **which: Any) -> list[dict[str, Any]]:
        try:
            delta = DeltaTable(f"az://{GOLD}/{table}", storage_options=dict(delta_access(self.settings)))
        except TableNotFoundError:
            return []
        rows: list[dict[str, Any]] = delta.to_pyarrow_table(columns=columns, **which).to_pylist()
        return rows
