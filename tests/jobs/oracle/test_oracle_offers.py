"""The independent SQL on promotions, baselines and discounts, worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.jobs.landed import sale
from tests.jobs.oracle.by_hand import answered, cents


def test_the_promotion_of_a_line_is_the_tills_else_the_largest_that_fits() -> None:
    window = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 7, 2)}
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", product_id=1, promotion_id="till"),
            sale("2026-07-01", "1.00", product_id=1),
            sale("2026-07-02", "1.00", product_id=2),
            sale("2026-07-02", "1.00", product_id=2, store_id=2),
            sale("2026-07-03", "1.00", product_id=1),
            sale("2026-07-01", "1.00", product_name="by name"),
        ],
        "product": [
            {"id": 1, "name": "one", "category": "fruit", "business_date": date(2026, 1, 1)},
            {"id": 2, "name": "two", "category": "fruit", "business_date": date(2026, 1, 1)},
            {"id": 2, "name": "two", "category": "bread", "business_date": date(2026, 7, 2)},
            {"id": 3, "name": "by name", "category": "fruit", "business_date": date(2026, 1, 1)},
        ],
        "promotion": [
            {"promotion_id": "b", "product_id": 1, "discount_percent": Decimal(20), **window},
            {"promotion_id": "a", "product_id": 1, "category": "fruit", "discount_percent": Decimal(20), **window},
            {"promotion_id": "c", "category": "fruit", "discount_percent": Decimal(10), **window},
            {"promotion_id": "d", "store_id": 1, "discount_percent": None, **window},
        ],
    }
    assert answered(world, "fact_sales", "row_number", "promotion_id", "promotion_key") == [
        (1, "till", "unknown"),
        (2, "a", "a"),
        (3, "d", "d"),
        (4, None, "none"),
        (5, None, "none"),
        (6, "c", "c"),
    ]


def test_a_baseline_is_the_usual_day_of_the_eight_weeks_before() -> None:
    ten_percent = {"discount_amount": Decimal("1.00"), "price": Decimal("10.00")}
    world = {
        "pos_sales": [
            sale("2026-05-03", "1.00", quantity=Decimal(100)),  # a Sunday, nine weeks before
            sale("2026-05-04", "1.00", quantity=Decimal(2)),  # the Monday eight weeks before
            sale("2026-05-05", "1.00", quantity=Decimal(3)),
            sale("2026-05-06", "1.00", quantity=Decimal(50)),  # a day with a discount is none
            sale("2026-05-06", "9.00", quantity=Decimal(1), **ten_percent),
            sale("2026-06-28", "1.00", quantity=Decimal(2)),  # the Sunday before
            sale("2026-06-28", "-1.00", quantity=Decimal(-1)),
            sale("2026-06-29", "1.00", quantity=Decimal(70)),  # the Monday of the week itself
            sale("2026-06-30", "9.00", quantity=Decimal(1), **ten_percent),
            sale("2026-07-01", "27.00", quantity=Decimal(3), discount_amount=Decimal("3.00"), price=Decimal("10.00")),
            sale("2026-07-05", "27.00", quantity=Decimal(2), discount_amount=Decimal("3.00"), price=Decimal("15.00")),
            sale("2026-07-05", "9.00", store_id=2, **ten_percent),
        ]
    }
    shown = ("discount_band", "sales_month", "compared_units", "baseline_units", "uplift")
    found = answered(world, "discount_impact", *shown)
    # (2 + 3 + 2) / 3 = 2.333 a day: one day of June and two of July
    assert ("10 to 20 %", "2026-06", *cents("1.000", "2.333", "-0.5714")) in found
    assert ("10 to 20 %", "2026-07", *cents("5.000", "4.666", "0.0716")) in found
    # of the sixth of May the third is in the eight weeks before
    assert ("10 to 20 %", "2026-05", *cents("1.000", "100.000", "-0.9900")) in found
    assert ("none", "2026-06", *cents("0.000", "0.000"), None) in found


@pytest.mark.parametrize(
    ("gross", "discount", "band"),
    [
        ("10.00", None, "none"),
        ("10.00", "0.00", "none"),
        ("0.00", "1.00", "unknown"),
        ("10.00", "-0.01", "surcharge"),
        ("10.00", "0.99", "below 10 %"),
        ("10.00", "1.00", "10 to 20 %"),
        ("-10.00", "-1.00", "10 to 20 %"),
        ("10.00", "2.00", "20 to 30 %"),
        ("10.00", "3.00", "30 to 50 %"),
        ("10.00", "5.00", "50 % and more"),
        ("-10.00", "1.00", "surcharge"),
    ],
)
def test_bands_begin_at_their_lower_edge(gross: str, discount: str | None, band: str) -> None:
    taken = Decimal(discount) if discount else None
    line = sale("2026-07-01", str(Decimal(gross) - (taken or 0)), price=abs(Decimal(gross)), discount_amount=taken)
    line["quantity"] = Decimal(-1) if gross.startswith("-") else Decimal(1)
    assert answered({"pos_sales": [line]}, "discount_impact", "discount_band", "gross_amount") == [
        (band, Decimal(gross))
    ]
