"""Products, discounts, categories and hours, on a handful of sales worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession

from tests.jobs.landed import LandedLake, sale

D = Decimal


def tea(day: str, total: str, **known: Any) -> dict[str, Any]:
    return sale(day, total, **{"product_id": 5, "product_name": "tea", "customer_id": None, **known})


SALES = (
    # June: one order with tea by its id and by its name, and a product that has not arrived under two names.
    tea("2026-06-01", "6.00", receipt_id="a", price=D(2), quantity=D(3), customer_id=7, sold_hour=9),
    tea("2026-06-01", "2.00", receipt_id="a", product_id=None, sold_hour=10),
    sale("2026-06-02", "8.00", product_id=99, product_name="aaa", customer_id=8),
    sale("2026-06-02", "-8.00", product_id=99, product_name="zzz", original_sales_date=date(2026, 5, 30)),
    # August: nothing in July; tea that had been sold in June comes back; a line of no product at all.
    tea("2026-08-03", "-2.00", receipt_id="b", original_sales_date=date(2026, 6, 1)),
    tea("2026-08-03", "5.00", receipt_id="c", quantity=D(1), discount_amount=D("5.00"), price=D(10), customer_id=7),
    sale("2026-08-03", "3.00", receipt_id="b", product_id=6, product_name="cup", sold_hour=23),
    sale("2026-08-04", "-6.00", product_id=None, product_name=None, customer_id=None),
)


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    landed = LandedLake(spark, tmp_path_factory.mktemp("products"))
    landed.refresh(
        landed.sales(*SALES),
        landed.land(
            "product",
            [
                {"id": 5, "name": "tea", "category": "drinks", "business_date": date(2026, 1, 1)},
                {"id": 6, "name": "cup", "category": "ware", "business_date": date(2026, 1, 1)},
                {"id": 7, "name": "tea", "category": "ware", "business_date": date(2026, 1, 1)},
            ],
        ),
        landed.land(
            "product",
            [{"id": 5, "name": "tea", "category": "leaves", "business_date": date(2026, 8, 1)}],
            path="later.csv",
        ),
        landed.land(
            "product_review",
            [
                {"review_id": str(n), "product_id": 5, "rating": rating, "reviewed_on": date(2026, 6, 9)}
                for n, rating in enumerate((5, 4, 4))
            ],
        ),
        landed.land(
            "inventory",
            [
                {"product_id": 5, "store_id": store, "stock_date": date(2026, 6, day), "on_hand": D(units)}
                for store, day, units in ((1, 1, "4"), (2, 1, "1"), (1, 30, "2"), (1, 15, "0"))
            ],
        ),
    )
    return landed


def test_an_order_that_names_a_product_twice_is_one_order_of_it(lake: LandedLake) -> None:
    shown = ("product_id", "product_name", "sales_month", "revenue", "orders", "revenue_rank", "revenue_share")
    assert lake.rows("gold.sales_performance", *shown) == sorted(
        [
            (5, "tea", "2026-06", D("8.00"), 1, 1, D("1.0000")),
            (99, "zzz", "2026-06", D("0.00"), 2, 2, D("0.0000")),
            # 5 - 2 + 3 - 6 = 0 in August: no part of nothing; tea and the cup share the first place.
            (5, "tea", "2026-08", D("3.00"), 2, 1, None),
            (6, "cup", "2026-08", D("3.00"), 1, 1, None),
            (None, None, "2026-08", D("-6.00"), 1, 3, None),
        ],
        key=repr,
    )


def test_what_comes_back_counts_in_the_month_in_which_it_had_been_sold(lake: LandedLake) -> None:
    shown = ("sales_month", "product_name", "sold_units", "returned_units", "return_rate", "category_rank")
    assert lake.rows("gold.product_demand", *shown) == sorted(
        [
            # Of a month before the first sale; nothing was sold, so there is no rate.
            ("2026-05", "zzz", D("0.000"), D("1.000"), None, 1),
            ("2026-06", "tea", D("4.000"), D("1.000"), D("0.2500"), 1),
            ("2026-06", "aaa", D("1.000"), D("0.000"), D("0.0000"), 1),
            ("2026-08", "tea", D("1.000"), D("0.000"), D("0.0000"), 1),
            ("2026-08", "cup", D("1.000"), D("0.000"), D("0.0000"), 1),
            ("2026-08", None, D("0.000"), D("1.000"), None, 1),
        ],
        key=repr,
    )
    # 8.00 sold in June, 2.00 of it paid back.
    values = lake.rows("gold.product_demand", "sales_month", "product_id", "sold_value", "returned_value")
    assert ("2026-06", 5, D("8.00"), D("2.00")) in values


def test_stock_is_what_each_store_found_on_the_mean_of_its_days(lake: LandedLake) -> None:
    # Store 1 found 4, 0 and 2, store 2 found 1 once: 2 + 1; 4 / 3 = 1.33333...
    shown = ("product_id", "sales_month", "average_stock", "turnover", "sales_frequency")
    found = lake.rows("gold.product_turnover", *shown)
    assert (5, "2026-06", D("3.000"), D("1.3333"), None) in found
    assert (5, "2026-08", None, None, 2) in found
    assert len(found) == 5


def test_a_product_has_come_to_its_sales_and_ratings(lake: LandedLake) -> None:
    # Tea: 6 + 2 - 2 + 5 = 11.00 in three orders; 3 + 1 - 1 + 1 = 4 units, 1 of 5 came back; 5.00 off of 16.00.
    shown = ("product_id", "average_order_value", "average_price", "discount_rate", "return_rate", "average_rating")
    found = {row[0]: row[1:] for row in lake.rows("gold.product_impact", *shown, "reviews")}
    assert found[5] == (D("3.67"), D("2.75"), D("0.3125"), D("0.2000"), D("4.33"), 3)
    # One sold and one brought back: no units are left to have a price.
    assert found[99] == (D("0.00"), None, None, D("1.0000"), None, 0)


def test_the_category_is_that_of_the_day(lake: LandedLake) -> None:
    shown = ("sales_date", "category", "net_sales", "orders", "average_order_value", "order_basis")
    assert lake.rows("gold.daily_store_category", *shown) == sorted(
        [
            (date(2026, 6, 1), "drinks", D("8.00"), 1, D("8.00"), "receipt"),
            (date(2026, 6, 2), "unknown", D("0.00"), 2, D("0.00"), "customer-store-day"),
            (date(2026, 8, 3), "leaves", D("3.00"), 2, D("1.50"), "receipt"),
            (date(2026, 8, 3), "ware", D("3.00"), 1, D("3.00"), "receipt"),
            (date(2026, 8, 4), "unknown", D("-6.00"), 1, D("-6.00"), "customer-store-day"),
        ],
        key=repr,
    )


def test_an_order_is_of_its_earliest_hour(lake: LandedLake) -> None:
    assert lake.rows("gold.hourly_sales", "sales_date", "hour", "net_sales", "orders", "units") == sorted(
        [
            (date(2026, 6, 1), 9, D("8.00"), 1, D("4.000")),
            (date(2026, 6, 2), None, D("0.00"), 2, D("0.000")),
            # Of receipt b the till tells the hour of one line alone.
            (date(2026, 8, 3), 23, D("1.00"), 1, D("0.000")),
            (date(2026, 8, 3), None, D("5.00"), 1, D("1.000")),
            (date(2026, 8, 4), None, D("-6.00"), 1, D("-1.000")),
        ],
        key=repr,
    )


def test_months_without_sales_change_nothing_that_can_be_told(lake: LandedLake) -> None:
    assert lake.rows(
        "gold.monthly_sales_change", "sales_month", "net_sales", "previous_net_sales", "change_percent"
    ) == [
        ("2026-06", D("8.00"), None, None),
        ("2026-07", None, D("8.00"), None),
        ("2026-08", D("0.00"), None, None),
    ]
    shown = ("sales_month", "net_sales", "discount_given", "orders", "average_order_value", "average_rating", "reviews")
    assert lake.rows("gold.executive_overview", *shown) == [
        ("2026-06", D("8.00"), D("0.00"), 3, D("2.67"), D("4.33"), 3),
        ("2026-08", D("0.00"), D("5.00"), 3, D("0.00"), None, 0),
    ]


def test_a_premium_product_is_bought_by_few_and_brings_in_much(landed: LandedLake) -> None:
    # Five customers; 40 % of them, two, is too many. In order of revenue: 4, 3, 2, 1, and a quarter is one product.
    def bought(product: int, customer: int | None, total: str, **known: Any) -> dict[str, Any]:
        of = {"product_id": product, "customer_id": customer, "receipt_id": f"r{customer}"}
        return sale("2026-06-01", total, **{**of, **known})

    others = [bought(n, customer, f"{5 - n}.00") for customer in range(1, 6) for n in (2, 3, 4)]
    landed.refresh(landed.sales(*others, bought(1, 1, "90.00", quantity=D(3))))
    shown = ("product_id", "revenue", "buyers", "customers", "buyer_share", "average_quantity_per_order")
    assert landed.rows("gold.premium_products", *shown) == [(1, D("90.00"), 1, 5, D("0.2000"), D("3.000"))]
    # The line names nobody, its order does; what is only brought back makes no buyer.
    more = [bought(1, None, "1.00", receipt_id="r2"), bought(1, 3, "-1.00", receipt_id="r9")]
    landed.refresh(landed.sales(*more, path="more.csv"))
    assert landed.rows("gold.premium_products") == []


@pytest.mark.marts("product_demand")
def test_a_month_that_is_built_again_still_has_what_came_back_of_it_in_later_ones(landed: LandedLake) -> None:
    landed.refresh(
        landed.sales(
            tea("2026-05-04", "8.00", quantity=D(4)), tea("2026-07-01", "-2.00", original_sales_date=date(2026, 5, 4))
        )
    )
    landed.refresh(landed.sales(tea("2026-05-05", "2.00"), path="late.csv"))
    assert landed.rows("gold.product_demand", "sales_month", "sold_units", "returned_units") == [
        ("2026-05", D(5), D(1))
    ]
