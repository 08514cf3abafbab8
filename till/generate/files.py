"""Writes generated data as till files in the 'standard' layout, under the paths they are dropped to in landing."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from till.generate.baskets import SaleLine
from till.generate.columns import COLUMNS, sales_row
from till.generate.dirt import Dirt

SOURCE = "standard"


def sales_path(store_id: int, day: date) -> str:
    """Where the sales of a store and day are dropped, below landing."""
    return f"pos_sales/{SOURCE}/store-{store_id}/{day.isoformat()}.csv"


def write_sales(path: Path, lines: Sequence[SaleLine], dirty: dict[int, Dirt]) -> None:
    """Write a day's file; the rows that `dirty` names are spoiled."""
    rows = (
        dirty[place].spoil(sales_row(line)) if place in dirty else sales_row(line) for place, line in enumerate(lines)
    )
    write_table(path, COLUMNS, rows)


def write_table(path: Path, columns: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Write a file of these rows; what is None is empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
