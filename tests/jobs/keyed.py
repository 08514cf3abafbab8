"""Files of sale lines that have a receipt and a line number, one file an hour."""

from typing import Any

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake, sale


def line_of(
    total: str, day: str = "2026-06-01", *, receipt: str | None = "r", number: int | None = 1
) -> dict[str, Any]:
    return sale(day, total, receipt_id=receipt, line_no=number)


def drop(landed: LandedLake, hour: int, *rows: dict[str, Any], path: str = "") -> ManifestLine:
    """A file that landed at that hour, called after it."""
    return landed.sales(*rows, path=path or f"{hour}.csv", landed_at=f"2026-08-01T{hour:02}:00:00+00:00")
