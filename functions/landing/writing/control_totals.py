"""The control totals of a file: what every later layer must add up to."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Self

import pyarrow as pa

from functions.landing.checking.arrow import kernels
from jobs.contracts.dataset import Contract

TOTAL_COST, SALES_DATE = "total_cost", "sales_date"


@dataclass(slots=True)
class ControlTotals:
    """Sums over the loaded rows so far; total_cost is None where the dataset has none."""

    total_cost: Decimal | None
    min_date: date | None = None
    max_date: date | None = None
    months: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """Nothing added up yet, for a dataset."""
        has_amounts = any(column.name == TOTAL_COST and column.decimal for column in contract.columns)
        return cls(Decimal("0.00") if has_amounts else None)

    def add(self, table: pa.Table) -> None:
        """Adds the rows of a table of the dataset's bronze schema."""
        if not table.num_rows:
            return
        if self.total_cost is not None:
            self.total_cost += kernels.sum(table[TOTAL_COST]).as_py() or 0
        if SALES_DATE in table.schema.names and table.schema.field(SALES_DATE).type == pa.date32():
            dates: list[date] = kernels.unique(table[SALES_DATE].drop_null()).to_pylist()
            if not dates:
                return
            self.months |= {f"{day:%Y-%m}" for day in dates}
            self.min_date = min(dates if self.min_date is None else [self.min_date, *dates])
            self.max_date = max(dates if self.max_date is None else [self.max_date, *dates])
