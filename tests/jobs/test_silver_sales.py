"""silver.sales, column by column, on lines whose answer is worked out by hand."""

import json
from decimal import Decimal
from typing import Any

import pytest

from jobs.catalogue import DIMENSIONS, RECORDED, SALES, SALES_RECORD
from jobs.contracts.dataset import dataset_names
from jobs.silver.sales import COLUMNS, DATASET
from jobs.silver.standing import STANDING
from tests.jobs.landed import LandedLake, sale

pytestmark = pytest.mark.marts("sales_team_data_mart")


def one(landed: LandedLake, row: dict[str, Any], *columns: str) -> tuple[Any, ...]:
    landed.refresh(landed.sales(row))
    (found,) = landed.rows("silver.sales", *columns)
    return found


def test_every_dataset_that_has_a_contract_has_a_place_in_silver() -> None:
    assert {DATASET, *DIMENSIONS, *RECORDED} == set(dataset_names())


def test_the_columns_have_the_types_of_the_contract(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-07-01", "1.00")))
    for table, columns in ((SALES, COLUMNS), (SALES_RECORD, {**COLUMNS, **STANDING})):
        schema = landed.lake.read(landed.spark, table).schema
        assert {field.name: field.dataType.simpleString() for field in schema} == dict(columns)


@pytest.mark.parametrize(
    ("day", "weekday"), [("2026-07-06", 1), ("2026-07-11", 6), ("2026-07-12", 7), ("2024-02-29", 4)]
)
def test_weekday_is_iso_from_monday_1_to_sunday_7(landed: LandedLake, day: str, weekday: int) -> None:
    assert one(landed, sale(day, "1.00"), "weekday", "sales_month") == (weekday, day[:7])


@pytest.mark.parametrize(
    ("price", "quantity", "total", "discount", "gross"),
    [
        ("2.5000", "3.000", "7.50", None, "7.50"),
        ("1.9900", "0.505", "1.00", None, "1.00"),  # 1.00495
        ("0.1000", "0.250", "0.03", None, "0.03"),  # 0.02500: half goes up
        ("0.1000", "-0.250", "-0.03", None, "-0.03"),  # and away from zero
        ("10.0000", "1.000", "8.00", "2.00", "10.00"),
        (None, "0.000", "8.00", "2.00", "10.00"),
        (None, None, "8.00", None, "8.00"),
    ],
)
def test_gross_amount_is_before_discount(
    landed: LandedLake, price: str | None, quantity: str | None, total: str, discount: str | None, gross: str
) -> None:
    amounts = {"price": price, "quantity": quantity, "discount_amount": discount}
    row = sale("2026-07-01", total, **{name: Decimal(text) if text else None for name, text in amounts.items()})
    assert one(landed, row, "gross_amount", "net_sales", "total_cost") == (
        Decimal(gross),
        Decimal(total),
        Decimal(total),
    )


@pytest.mark.parametrize(
    ("quantity", "is_return"), [("-0.001", True), ("0.000", False), ("1.000", False), (None, False)]
)
def test_a_line_with_a_negative_quantity_is_a_return(landed: LandedLake, quantity: str | None, is_return: bool) -> None:
    row = sale("2026-07-01", "1.00", quantity=Decimal(quantity) if quantity else None)
    assert one(landed, row, "is_return") == (is_return,)


def test_a_line_is_keyed_by_its_receipt_else_by_its_row(landed: LandedLake) -> None:
    line = landed.sales(
        sale("2026-07-01", "1.00", receipt_id="r", line_no=0),
        sale("2026-07-01", "1.00", receipt_id="r"),
        sale("2026-07-01", "1.00", line_no=3),
    )
    landed.refresh(line)
    assert landed.rows("silver.sales", "row_number", "sale_key") == [
        (1, "receipt:1-1:1-r:0"),
        (2, f"row:{line.version}:2"),
        (3, f"row:{line.version}:3"),
    ]


def test_no_two_lines_share_a_key_whatever_their_receipts_are_called(landed: LandedLake) -> None:
    names = [
        (1, "1", 11),
        (1, "11", 1),
        (11, "1", 1),
        (1, "1:1", 1),
        (1, "1-1:1", 1),
        (1, ":", 1),
        (1, "", 1),
        (1, "é", 1),
    ]
    rows = [sale("2026-07-01", "1.00", store_id=s, receipt_id=r, line_no=n) for s, r, n in names]
    landed.refresh(landed.sales(*rows))
    assert len(set(landed.rows("silver.sales", "sale_key"))) == len(names)


def test_two_equal_lines_of_a_file_are_two_sales(landed: LandedLake) -> None:
    landed.refresh(landed.sales(sale("2026-07-01", "1.00"), sale("2026-07-01", "1.00")))
    assert landed.rows("gold.sales_team_data_mart", "total_sales") == [(Decimal("2.00"),)]


def test_a_line_says_where_it_came_from(landed: LandedLake) -> None:
    line = landed.sales(sale("2026-07-01", "1.00"), path="store 1/a'b.csv")
    landed.refresh(line, run_id="run-x")
    columns = ("landing_path", "file_version", "row_number", "landed_at", "batch_id")
    found = [
        (path, version, row, at.isoformat(), batch)
        for path, version, row, at, batch in landed.rows("silver.sales", *columns)
    ]
    assert found == [("pos_sales/test/store 1/a'b.csv", line.version, 1, "2026-08-01T00:00:00", "run-x")]


def test_columns_that_the_contract_does_not_know_are_kept_by_name(landed: LandedLake) -> None:
    extras = {'till "7"': "a\\b\né", "empty": ""}
    (text,) = one(landed, sale("2026-07-01", "1.00", extras=extras), "extras")
    assert json.loads(text) == extras
