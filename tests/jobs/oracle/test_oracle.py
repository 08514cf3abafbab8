"""The independent SQL itself, on worlds of a few lines worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.jobs.landed import sale
from tests.jobs.oracle import oracle
from tests.jobs.oracle.silver_like import silver_of
from tests.jobs.oracle.worlds import World, seeded_tables, seeded_world, small_world


def answered(world: World, name: str, *columns: str, as_of: date | None = None) -> list[tuple[Any, ...]]:
    table = oracle.answer_table(oracle.load(silver_of(world), as_of=as_of), name)
    return oracle.plain_rows(table.select(list(columns)))


def cents(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def rounded(call: str) -> Any:
    connection = oracle.load(silver_of({"pos_sales": [sale("2026-07-01", "1.00")]}))
    found = connection.execute(f"select {call}").fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("half_up(1, 8, 2)", 13),
        ("half_up(-1, 8, 2)", -13),
        ("half_up(1, -8, 2)", -13),
        ("half_up(-1, -8, 2)", 13),
        ("half_up(1, 3, 4)", 3333),
        ("half_up(0, 3, 4)", 0),
        ("half_up(5, 0, 4)", None),
        ("half_up(null, 3, 4)", None),
        ("rate(1, 3)", Decimal("0.3333")),
        ("percent(-1, 3)", Decimal("-33.33")),
        ("money_each(0.05::decimal(18,2), 2)", Decimal("0.03")),
        ("money_each(-0.05::decimal(18,2), 2)", Decimal("-0.03")),
    ],
)
def test_divisions_are_exact_and_rounded_half_up(call: str, expected: Any) -> None:
    assert rounded(call) == expected


def test_the_cent_that_is_left_goes_to_the_largest_fraction_and_then_to_the_first_row() -> None:
    receipt = {"receipt_id": "r", "order_tax_amount": Decimal("1.00")}
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", **receipt),  # 100 x 100 / 300 = 33 1/3 each
            sale("2026-07-01", "1.00", **receipt),
            sale("2026-07-01", "-1.00", **receipt),
        ]
    }
    assert answered(world, "fact_sales", "row_number", "tax_amount", "total_due") == [
        (1, *cents("0.34", "1.34")),
        (2, *cents("0.33", "1.33")),
        (3, *cents("0.33", "-0.67")),
    ]


def test_the_amount_of_an_order_is_the_greatest_that_a_line_names_and_keeps_its_sign() -> None:
    receipt = {"receipt_id": "r"}
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", **receipt, order_discount_amount=Decimal("-0.10"), tax_amount=Decimal("0.07")),
            sale("2026-07-01", "5.00", **receipt, order_discount_amount=Decimal("-9.00")),  # 10 x 1/6, 5/6: 1.67, 8.33
            sale("2026-07-02", "0.00", **receipt, order_freight_amount=Decimal("0.03")),
            sale("2026-07-02", "0.00", **receipt),
        ]
    }
    shown = ("row_number", "order_discount", "tax_amount", "freight_amount", "total_due")
    assert answered(world, "fact_sales", *shown) == [
        (1, *cents("-0.02", "0.07", "0.00", "1.09")),
        (2, *cents("-0.08", "0.00", "0.00", "5.08")),
        (3, *cents("0.00", "0.00", "0.02", "0.02")),
        (4, *cents("0.00", "0.00", "0.01", "0.01")),
    ]


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


def test_orders_without_a_receipt_are_told_apart_by_customer_and_the_least_customer_has_a_receipt() -> None:
    world = {
        "pos_sales": [
            sale("2026-07-01", "1.00", customer_id=None),
            sale("2026-07-01", "60.00", customer_id=None),
            sale("2026-07-01", "1.00", customer_id=9),
            sale("2026-07-01", "99.99", customer_id=9, receipt_id="r"),
            sale("2026-07-01", "0.01", customer_id=8, receipt_id="r"),
            sale("2026-07-01", "0.00", customer_id=None, receipt_id="r"),
            sale("2026-07-02", "1.00", customer_id=None, receipt_id="r"),
        ]
    }
    assert answered(world, "fact_sales", "row_number", "customer_id", "order_key", "order_basis", "is_high_value") == [
        (1, None, "1|2026-07-01|a", "customer-store-day", False),
        (2, None, "1|2026-07-01|a", "customer-store-day", False),
        (3, 9, "1|2026-07-01|c9", "customer-store-day", False),
        (4, 8, "1|2026-07-01|rr", "receipt", True),
        (5, 8, "1|2026-07-01|rr", "receipt", True),
        (6, 8, "1|2026-07-01|rr", "receipt", True),
        (7, None, "1|2026-07-02|rr", "receipt", False),
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


def test_who_buys_seldom() -> None:
    def bought(customer: int, *days: str) -> list[dict[str, Any]]:
        return [sale(day, "1.00", customer_id=customer, receipt_id=f"{customer}{day}") for day in days]

    world = {
        "pos_sales": [
            *bought(1, "2026-05-01"),
            *bought(2, "2026-06-01"),  # not there for thirty days
            *bought(3, "2026-05-01", "2026-05-03", "2026-05-04", "2026-06-28"),  # 2, 1, 55: 2 days; gap 2
            *bought(4, "2026-05-01", "2026-05-03", "2026-05-04"),  # 2, 1: 1.5 days; gap 57
            *bought(5, "2026-01-01", "2026-04-01"),  # 90 days; gap 90, one date in 90 days up to the 30th of June
            *bought(6, "2026-01-01", "2026-03-02"),  # 60 days; gap 120, none
            *bought(7, "2026-05-31", "2026-06-20"),  # 20 days; gap 10
            *bought(8, "2026-04-02", "2026-04-03", "2026-06-29", "2026-06-30"),
            sale("2026-06-30", "-1.00", customer_id=1),  # a return is no purchase
            *bought(9, "2026-07-01"),
        ]
    }
    shown = ("customer_id", "last_purchase", "gap_days", "own_median_gap", "purchase_dates", "reason")
    assert answered(world, "infrequent_buyers", *shown, as_of=date(2026, 6, 30)) == [
        (1, date(2026, 5, 1), 60, None, 1, "few purchases"),
        (4, date(2026, 5, 4), 57, Decimal("1.5"), 3, "long gap"),
        (5, date(2026, 4, 1), 90, Decimal("90.0"), 0, "few purchases"),
        (6, date(2026, 3, 2), 120, Decimal("60.0"), 0, "few purchases, long gap"),
    ]


def test_a_gap_of_exactly_one_and_a_half_times_is_not_long() -> None:
    days = ("2026-05-01", "2026-05-21")
    world = {"pos_sales": [sale(day, "1.00", receipt_id=day) for day in days]}
    assert answered(world, "infrequent_buyers", "reason", as_of=date(2026, 6, 20)) == []
    assert answered(world, "infrequent_buyers", "reason", as_of=date(2026, 6, 21)) == [("long gap",)]


def test_an_order_soon_after_one_in_another_store_is_suspect() -> None:
    def order(name: str, store: int, hour: int, minute: int, second: int, day: int = 1) -> dict[str, Any]:
        moment = datetime(2026, 7, day, hour, minute, second, tzinfo=UTC)
        return sale(f"2026-07-{day:02}", "1.00", store_id=store, receipt_id=name, sold_at=moment)

    world = {
        "pos_sales": [
            order("a", 1, 9, 0, 0),
            order("b", 2, 9, 5, 0),  # 300 s
            order("c", 1, 9, 10, 1),  # 301 s
            order("d", 1, 9, 10, 2),  # the same store; e is measured from here
            order("e", 2, 9, 10, 2),
            order("f", 1, 23, 59, 59),
            order("g", 2, 0, 0, 1, day=2),
            {**order("h", 1, 0, 0, 2, day=2), "customer_id": None},
            {**order("i", 2, 0, 0, 3, day=2), "customer_id": None},
        ],
        "suspect_case": [
            {"store_id": 2, "receipt_id": "b", "sales_date": date(2026, 7, 1), "status": "dismissed"},
            {"store_id": 1, "receipt_id": "e", "sales_date": date(2026, 7, 1), "status": "confirmed"},
        ],
    }
    shown = ("sales_date", "order_key", "earlier_order_key", "seconds_between", "case_status")
    assert answered(world, "suspects", *shown) == [
        (date(2026, 7, 1), "2|2026-07-01|rb", "1|2026-07-01|ra", 300, "dismissed"),
        (date(2026, 7, 1), "2|2026-07-01|re", "1|2026-07-01|rd", 0, "open"),
        (date(2026, 7, 2), "2|2026-07-02|rg", "1|2026-07-01|rf", 2, "open"),
    ]


def test_a_cohort_comes_back_or_not() -> None:
    world = {
        "pos_sales": [
            sale("2026-01-10", "1.00", customer_id=1),
            sale("2026-01-20", "1.00", customer_id=2),
            sale("2026-03-01", "1.00", customer_id=2),
            sale("2026-02-01", "-1.00", customer_id=1),  # a return: not active
            sale("2026-03-05", "1.00", customer_id=3),
            sale("2026-04-01", "1.00", customer_id=None),
        ]
    }
    shown = ("cohort_month", "months_since", "active_customers", "cohort_size", "retention")
    assert answered(world, "cohort_retention", *shown) == [
        ("2026-01", 0, 2, 2, Decimal("1.0000")),
        ("2026-01", 1, 0, 2, Decimal("0.0000")),
        ("2026-01", 2, 1, 2, Decimal("0.5000")),
        ("2026-01", 3, 0, 2, Decimal("0.0000")),
        ("2026-03", 0, 1, 1, Decimal("1.0000")),
        ("2026-03", 1, 0, 1, Decimal("0.0000")),
    ]
    assert answered(world, "monthly_customer_acquisition", "sales_month", "new_customers", "change_percent") == [
        ("2026-01", 2, None),
        ("2026-02", 0, Decimal("-100.00")),
        ("2026-03", 1, None),
        ("2026-04", 0, Decimal("-100.00")),
    ]


def test_of_equal_customers_the_one_with_the_greater_id_scores_higher() -> None:
    world = {"pos_sales": [sale("2026-07-01", "1.00", customer_id=number) for number in range(1, 8)]}
    shown = ("customer_id", "recency_score", "frequency_score", "monetary_score", "rfm_score", "segment")
    # Seven in five parts: two, two, one, one, one.
    assert answered(world, "rfm", *shown) == [
        (1, 1, 1, 1, 3, "lost"),
        (2, 1, 1, 1, 3, "lost"),
        (3, 2, 2, 2, 6, "about to sleep"),
        (4, 2, 2, 2, 6, "about to sleep"),
        (5, 3, 3, 3, 9, "loyal"),
        (6, 4, 4, 4, 12, "champions"),
        (7, 5, 5, 5, 15, "champions"),
    ]


def test_a_return_counts_in_the_month_of_the_sale() -> None:
    world = {
        "pos_sales": [
            sale("2026-06-30", "8.00", product_id=1, quantity=Decimal(4)),
            sale("2026-07-01", "-2.00", product_id=1, original_sales_date=date(2026, 6, 30)),
            sale("2026-07-02", "-2.00", product_id=1),
            sale("2026-07-02", "3.00", product_id=2, quantity=None, original_sales_date=date(2026, 6, 1)),
        ]
    }
    shown = ("product_id", "sales_month", "sold_units", "returned_units", "return_rate", "returned_value")
    assert answered(world, "product_demand", *shown) == [
        (1, "2026-06", *cents("4.000", "1.000", "0.2500", "2.00")),
        (1, "2026-07", *cents("0.000", "1.000"), None, Decimal("2.00")),
        (2, "2026-07", *cents("0.000", "0.000"), None, Decimal("0.00")),
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


def test_a_seeded_world_is_the_same_again_and_everything_happens_in_it() -> None:
    world = seeded_world(3, 3000)
    assert world == {dataset: table.to_pylist() for dataset, table in seeded_tables(3, 3000).items()}
    assert world["pos_sales"] != seeded_world(4, 3000)["pos_sales"]
    connection = oracle.load(silver_of(world))
    for name in set(oracle.NAMES) - {"data_quality"}:
        assert oracle.answer(connection, name), name


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=small_world())
def test_the_lines_of_an_order_add_up_to_it(world: World) -> None:
    connection = oracle.load(silver_of(world))
    for name in oracle.NAMES:
        oracle.answer(connection, name)
    connection.register("fact", oracle.answer_table(connection, "fact_sales"))
    off = """select o.order_key from orders o join fact f on f.order_key = o.order_key
        group by o.order_key, o.order_discount, o.order_freight, o.order_tax
        having sum(f.order_discount) <> coalesce(o.order_discount, 0)
            or sum(f.freight_amount) <> coalesce(o.order_freight, 0) or sum(f.tax_amount) <> o.order_tax"""
    assert connection.execute(off).fetchall() == []
    assert connection.execute("select count(*) from fact").fetchall() == [(len(world["pos_sales"]),)]
