"""What was generated, counted while it was made: the figures that the pipeline's own must come to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SalesFile:
    """One store's file of one day; `path` is below landing and below the folder, `dirty` counts rows by kind of dirt.

    total_cost is the sum over the good rows alone.
    """

    path: str
    store_id: int
    day: date
    rows_good: int
    rows_dirty: int
    total_cost: Decimal
    dirty: dict[str, int]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two salespeople with exactly the same total at the top of a store's month."""

    store_id: int
    month: str
    sales_person_ids: tuple[int, ...]
    total_sales: Decimal


@dataclass(frozen=True, slots=True)
class Generated:
    """All files of one call of `generate`.

    dimensions      rows by path below landing, all of them good
    beside          the same of promotions, reviews and stock
    seller_totals   sum of total_cost over good rows by (store_id, 'yyyy-MM', sales_person_id or None)
    """

    folder: Path
    sales: tuple[SalesFile, ...]
    dimensions: dict[str, int]
    beside: dict[str, int]
    seller_totals: dict[tuple[int, str, int | None], Decimal]
    tie: Tie

    @property
    def rows_good(self) -> int:
        return sum(file.rows_good for file in self.sales)

    @property
    def rows_dirty(self) -> int:
        return sum(file.rows_dirty for file in self.sales)

    @property
    def total_cost(self) -> Decimal:
        return sum((file.total_cost for file in self.sales), Decimal("0.00"))

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file, dimensions first, as it is dropped below landing."""
        return (*self.dimensions, *self.beside, *(file.path for file in self.sales))
