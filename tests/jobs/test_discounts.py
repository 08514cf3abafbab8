"""What discounts bring, on a handful of sales worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs.aggregates.discount_bands import discount_band
from tests.jobs.landed import LandedLake, removal, sale
from tests.jobs.many_lines import taken_for_many_lines

D = Decimal
IMPACT = ("sales_month", "discount_band", "orders", "compared_units", "baseline_units", "uplift")


def sold(day: str, units: str, *, off: str = "", **known: Any) -> dict[str, Any]:
    """Units of product 5 at 10.00 each, less a discount."""
    discount = {"discount_amount": D(off)} if off else {}
    total = D(10) * D(units) - D(off or 0)
    return sale(day, str(total), **{"product_id": 5, "price": D(10), "quantity": D(units), **discount, **known})


@pytest.mark.parametrize(
    ("discount", "gross", "band"),
    [
        (None, "10.00", "none"),
        ("0.00", "10.00", "none"),
        ("0.00", "0.00", "none"),
        ("1.00", "0.00", "unknown"),
        ("-1.00", "10.00", "surcharge"),
        ("1.00", "-10.00", "surcharge"),
        ("0.01", "1000000000000000.00", "below 10 %"),
        ("0.99", "10.00", "below 10 %"),
        ("1.00", "10.00", "10 to 20 %"),
        ("-1.00", "-10.00", "10 to 20 %"),
        ("2.00", "10.00", "20 to 30 %"),
        ("3.00", "10.00", "30 to 50 %"),
        ("4.99", "10.00", "30 to 50 %"),
        ("5.00", "10.00", "50 % and more"),
        ("20.00", "10.00", "50 % and more"),
    ],
)
def test_a_band_reaches_from_its_lower_limit_to_less_than_the_upper_one(
    spark: SparkSession, discount: str | None, gross: str, band: str
) -> None:
    amounts = [(D(discount) if discount else None, D(gross))]
    lines = spark.createDataFrame(amounts, "discount_amount decimal(18,2), gross_amount decimal(18,2)")
    assert [row[0] for row in lines.select(discount_band()).collect()] == [band]


@pytest.mark.marts("discount_impact")
def test_the_first_week_counts_where_its_monday_lies_in_a_month_without_sales(
    landed: LandedLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_for_many_lines(monkeypatch)
    landed.refresh(landed.sales(sold("2026-05-01", "10"), sold("2026-05-05", "4", off="10.00")), full=True)
    assert ("2026-05", "20 to 30 %", 1, D(4), D(10), D("-0.6")) in landed.rows("gold.discount_impact", *IMPACT)


@pytest.mark.marts("discount_impact")
def test_a_return_of_what_was_sold_at_a_discount_leaves_a_day_without_one(landed: LandedLake) -> None:
    # Two plain days, of 4 and of 10 units; what came back on the second had been sold at a discount.
    landed.refresh(
        landed.sales(
            sold("2026-05-04", "4"),
            sold("2026-05-05", "10", receipt_id="a"),
            sold("2026-05-05", "-1", receipt_id="b", off="-1.00"),
            sold("2026-05-13", "7", off="7.00"),
        )
    )
    assert ("2026-05", "10 to 20 %", 2, D(7), D(7), D(0)) in landed.rows("gold.discount_impact", *IMPACT)


def test_a_discount_is_compared_with_the_plain_days_of_eight_weeks(landed: LandedLake) -> None:
    # Wednesday 2026-06-17 is in the week from 2026-06-15; eight weeks before it: 2026-04-20 to 2026-06-14.
    landed.refresh(
        landed.sales(
            sold("2026-04-19", "50"),
            sold("2026-04-20", "1"),
            sold("2026-05-04", "2", receipt_id="a"),
            sold("2026-05-04", "2", receipt_id="b"),
            sold("2026-06-14", "5"),
            sold("2026-05-05", "9", receipt_id="a"),
            sold("2026-05-05", "1", receipt_id="b", off="0.50"),
            sold("2026-05-06", "-3"),
            sold("2026-05-07", "7", store_id=2),
            sold("2026-05-08", "7", product_id=None, product_name="5"),
            sold("2026-06-15", "80"),
            sold("2026-06-17", "4", off="10.00"),
            sold("2026-06-18", "-4", off="-10.00"),
            sold("2026-06-18", "6", off="15.00", product_id=6),
        )
    )
    # Plain days: 1, 4, 5: 10 / 3 = 3.333. (4 - 3.333) / 3.333 = 0.20012. On 2026-05-05 the week before is looked back
    # to as well: 1 on 2026-04-20 (its own week's 4 are not), 50 on 2026-04-19: 51 / 2 = 25.5; (1 - 25.5) / 25.5.
    found = {row[:2]: row[2:] for row in landed.rows("gold.discount_impact", *IMPACT)}
    assert found["2026-06", "20 to 30 %"] == (2, D("4.000"), D("3.333"), D("0.2001"))
    assert found["2026-05", "below 10 %"] == (1, D("1.000"), D("25.500"), D("-0.9608"))
    assert found["2026-06", "none"] == (2, D("0.000"), D("0.000"), None)


def test_a_plain_day_tells_of_discounts_nine_weeks_later(landed: LandedLake) -> None:
    # Monday 2029-12-31 is looked back to until Sunday 2030-03-03, in the third month after it.
    late = landed.sales(sold("2029-12-31", "2"), path="late.csv")
    landed.refresh(landed.sales(sold("2030-03-03", "3", off="6.00")))
    assert landed.rows("gold.discount_impact", *IMPACT)[0][3:] == (D("0.000"), D("0.000"), None)
    landed.refresh(late)
    assert landed.rows("gold.discount_impact", *IMPACT)[1][3:] == (D("3.000"), D("2.000"), D("0.5000"))
    landed.refresh(removal(late))
    assert landed.rows("gold.discount_impact", *IMPACT)[0][3:] == (D("0.000"), D("0.000"), None)


def test_a_week_that_ends_in_the_next_month_is_whole(landed: LandedLake) -> None:
    # Monday 2026-06-29 to Sunday 2026-07-05.
    landed.refresh(landed.sales(sold("2026-07-05", "2"), sold("2026-07-08", "1", off="1.00")))
    landed.refresh(landed.sales(sold("2026-06-29", "4"), path="late.csv"))
    assert landed.rows("silver.weekly_baseline", "week_start", "sales_month", "plain_units", "plain_days") == [
        (date(2026, 6, 29), "2026-06", D("6.000"), 2)
    ]
    assert ("2026-07", "10 to 20 %", 1, D("1.000"), D("3.000"), D("-0.6667")) in landed.rows(
        "gold.discount_impact", *IMPACT
    )
