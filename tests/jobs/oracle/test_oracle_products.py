"""The independent SQL on products: returns, stock and reviews, worked out by hand."""

from datetime import date
from decimal import Decimal

from tests.jobs.landed import sale
from tests.jobs.oracle.by_hand import answered, cents


def test_a_return_counts_in_the_month_of_the_sale() -> None:
    world = {
        "pos_sales": [
            sale("2026-06-30", "8.00", product_id=1, quantity=Decimal(4)),
            sale("2026-07-01", "-2.00", product_id=1, original_sales_date=date(2026, 6, 30)),
            sale("2026-07-02", "-2.00", product_id=1),
            sale("2026-07-02", "3.00", product_id=2, quantity=None, original_sales_date=date(2026, 6, 1)),
            # Nothing comes back before it was sold: that date is wrong, whatever the right one is.
            sale("2026-06-30", "-5.00", product_id=3, original_sales_date=date(2026, 7, 1)),
        ]
    }
    shown = ("product_id", "sales_month", "sold_units", "returned_units", "return_rate", "returned_value")
    assert answered(world, "product_demand", *shown) == [
        (1, "2026-06", *cents("4.000", "1.000", "0.2500", "2.00")),
        (1, "2026-07", *cents("0.000", "1.000"), None, Decimal("2.00")),
        (2, "2026-07", *cents("0.000", "0.000"), None, Decimal("0.00")),
        (3, "2026-06", *cents("0.000", "1.000"), None, Decimal("5.00")),
    ]


def test_stock_is_the_sum_of_what_each_store_found_on_the_mean_of_its_dates() -> None:
    counted = [(1, 1, 4, "2.000"), (1, 2, 4, "1.000"), (1, 1, 11, "0.500"), (1, 1, 31, "0.000")]
    world = {
        "pos_sales": [
            sale("2026-07-02", "8.00", product_id=1, quantity=Decimal(4)),
            sale("2026-08-02", "8.00", product_id=1),
            sale("2026-08-02", "-8.00", product_id=1),
        ],
        "inventory": [
            {"product_id": product, "store_id": store, "stock_date": date(2026, 7, day), "on_hand": Decimal(on_hand)}
            for product, store, day, on_hand in counted
        ],
    }
    shown = ("sales_month", "sold_units", "average_stock", "turnover", "sales_frequency")
    assert answered(world, "product_turnover", *shown) == [
        ("2026-07", *cents("4.000", "1.833", "2.1822"), None),  # 2.5 / 3 + 1.0 / 1
        ("2026-08", Decimal("1.000"), None, None, 2),
    ]


def test_all_reviews_of_a_product_count_whenever_they_were_given() -> None:
    given_on = {"a": (date(2026, 7, 31), 4), "b": (date(2026, 6, 1), 1), "c": (date(2026, 8, 1), 5)}
    world = {
        "pos_sales": [sale("2026-07-02", "1.00", product_id=1)],
        "product_review": [
            {"review_id": name, "product_id": 1, "reviewed_on": day, "rating": stars}
            for name, (day, stars) in given_on.items()
        ],
    }
    assert answered(world, "product_impact", "average_rating", "reviews") == [(Decimal("3.33"), 3)]
