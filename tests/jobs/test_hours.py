"""The hour that an order is of."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("hourly_sales")


def _line(receipt: str, moment: str | None, hour: int | None, number: int) -> dict[str, Any]:
    sold_at = datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None
    return sale("2026-03-05", "1.00", receipt_id=receipt, line_no=number, sold_at=sold_at, sold_hour=hour)


def test_an_order_is_of_the_hour_of_its_earliest_line(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            # A till whose day goes on after midnight.
            _line("over midnight", "2026-03-06T00:03:00", 0, 1),
            _line("over midnight", "2026-03-05T23:58:00", 23, 2),
            _line("hours alone", None, 9, 1),
            _line("hours alone", None, 8, 2),
            _line("nothing", None, None, 1),
        )
    )
    assert landed.rows("gold.hourly_sales", "hour", "orders") == [(23, 1), (8, 1), (None, 1)]
