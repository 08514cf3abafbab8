"""The customers' mart, on a handful of sales worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("customer_data_mart", "sales_team_data_mart")


def test_a_customer_has_a_row_per_store_and_month(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            sale("2026-07-01", "10.00"),
            sale("2026-07-31", "2.50"),
            sale("2026-08-01", "1.00"),
            sale("2026-07-05", "4.00", store_id=2),
            sale("2026-07-05", "-3.00", store_id=2),
            sale("2026-07-05", "8.00", customer_id=8),
        )
    )
    shown = ("customer_id", "store_id", "sales_month", "sales_date_month", "total_sales")
    assert landed.rows("gold.customer_data_mart", *shown) == [
        (7, 1, "2026-07", date(2026, 7, 1), Decimal("12.50")),
        (7, 1, "2026-08", date(2026, 8, 1), Decimal("1.00")),
        (7, 2, "2026-07", date(2026, 7, 1), Decimal("1.00")),
        (8, 1, "2026-07", date(2026, 7, 1), Decimal("8.00")),
    ]


def test_anonymous_sales_are_not_in_it(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-07-01", "10.00", customer_id=None), sale("2026-07-01", "1.00")))
    assert landed.rows("gold.customer_data_mart", "customer_id", "total_sales") == [(7, Decimal("1.00"))]
    assert landed.rows("gold.sales_team_data_mart", "total_sales") == [(Decimal("11.00"),)]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+44 20 7946 0123", "*********123"),
        ("0171-555 99", "******599"),
        ("123", "123"),
        ("12", "12"),
        ("none", ""),
        (None, None),
    ],
)
def test_a_phone_number_shows_its_last_three_digits_alone(landed: LandedLake, phone: str, shown: str) -> None:
    landed.refresh(
        landed.sales(sale("2026-07-01", "1.00")), landed.land("customer", [{"customer_id": 7, "phone_number": phone}])
    )
    assert landed.rows("gold.customer_data_mart", "phone_number") == [(shown,)]


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [("Ada", "King", "Ada King"), ("Ada", None, "Ada"), (None, "King", "King"), (" ", "", None), (None, None, None)],
)
def test_a_name_is_as_full_as_it_is_known(landed: LandedLake, first: str, last: str, shown: str) -> None:
    person = {"customer_id": 7, "first_name": first, "last_name": last}
    landed.refresh(landed.sales(sale("2026-07-01", "1.00")), landed.land("customer", [person]))
    assert landed.rows("gold.customer_data_mart", "full_name") == [(shown,)]
