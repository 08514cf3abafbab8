"""What is generated beside sales: the promotions that they carry, reviews, stock, and dimensions with their days."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from till.generate import Generated, generate

FIRST, LAST, BEFORE = date(2026, 7, 1), date(2026, 8, 31), date(2026, 6, 30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("made"), stores=2, months=2, dirty=0)


@pytest.fixture(scope="module")
def tables(made: Generated) -> Iterator[duckdb.DuckDBPyConnection]:
    """A table of texts for each dataset."""
    connection = duckdb.connect()
    datasets = {path.split("/")[0] for path in made.paths}
    for dataset in datasets:
        files = [str(made.folder / path) for path in made.paths if path.startswith(f"{dataset}/")]
        connection.execute(f"create table {dataset} as from read_csv({files}, all_varchar = true)")
    yield connection
    connection.close()


def asked(tables: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return tables.execute(sql).fetchall()


def test_the_rows_of_each_file_are_as_told(made: Generated) -> None:
    for path, rows in (made.dimensions | made.beside).items():
        (found,) = (
            duckdb.execute("select count(*) from read_csv(?, all_varchar = true)", [str(made.folder / path)]).fetchone()
            or ()
        )
        assert found == rows > 0
    datasets = {path.split("/")[0] for path in made.beside}
    assert datasets == {"promotion", "product_review", "inventory"}


def test_each_week_of_the_season_has_one_promotion(tables: duckdb.DuckDBPyConnection) -> None:
    weeks = asked(tables, "select distinct promotion_id, starts_on::date, ends_on::date from promotion order by 2")
    # 29 June 2026 is a Monday, and the ninth week after it begins on 31 August.
    assert [begins for _, begins, _ in weeks] == [
        date.fromordinal(date(2026, 6, 29).toordinal() + 7 * week) for week in range(10)
    ]
    assert all((ends - begins).days == 6 for _, begins, ends in weeks)


def test_what_is_sold_under_a_promotion_carries_its_discount_and_nothing_else_has_one(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    differing = asked(
        tables,
        """with sold as (
               select *, coalesce(original_sales_date, sales_date)::date as bought_on,
                      round(price::decimal(12, 2) * quantity::decimal(12, 3), 2) as gross
               from pos_sales
           )
           select * from sold left join promotion as it
             on it.product_id = sold.product_id and bought_on between it.starts_on::date and it.ends_on::date
           where coalesce(sold.discount_amount, '0.00')::decimal(12, 2)
                 <> round(gross * coalesce(it.discount_percent::decimal(5, 2), 0) * 0.01::decimal(2, 2), 2)
              or sold.promotion_id is distinct from if(sold.discount_amount is null, null, it.promotion_id)""",
    )
    assert differing == []
    (under_one,) = asked(tables, "select count(*) from pos_sales where promotion_id is not null")[0]
    assert under_one > 100


def test_a_return_says_what_it_was_bought_on(tables: duckdb.DuckDBPyConnection) -> None:
    unknown = asked(
        tables,
        """select * from pos_sales as back
           where (quantity like '-%') <> (original_receipt_id is not null)
              or quantity like '-%' and not exists (
                  from pos_sales as sold
                  where (sold.store_id, sold.receipt_id, sold.sales_date, sold.product_id)
                        = (back.store_id, back.original_receipt_id, back.original_sales_date, back.product_id)
                    and '-' || sold.total_cost = back.total_cost)""",
    )
    assert unknown == []


def test_a_review_is_of_something_that_its_customer_bought_before(tables: duckdb.DuckDBPyConnection) -> None:
    reviews = asked(
        tables,
        """select review_id, rating::int, reviewed_on::date, exists (
               from pos_sales as sold
               where (sold.customer_id, sold.product_id) = (review.customer_id, review.product_id)
                 and sold.sales_date < review.reviewed_on)
           from product_review as review""",
    )
    assert len(reviews) == len({review_id for review_id, *_ in reviews}) > 50
    assert all(bought and FIRST < day <= LAST for _, _, day, bought in reviews)
    assert {rating for _, rating, _, _ in reviews} == {1, 2, 3, 4, 5}


def test_stock_is_counted_on_sundays_and_at_the_end_of_a_month_and_is_never_below_nothing(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    days = {day for (day,) in asked(tables, "select distinct stock_date::date from inventory")}
    assert days == {day for day in map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal() + 1))
                    if day.isoweekday() == 7 or (day.month, day.day) in ((7, 31), (8, 31))}  # fmt: skip
    ((products,),) = asked(tables, "select count(distinct product_id) from inventory")
    ((rows, keys, least),) = asked(
        tables,
        """select count(*), count(distinct (product_id, store_id, stock_date)), min(on_hand::decimal(18, 3))
           from inventory""",
    )
    assert rows == keys == len(days) * 2 * products
    assert least >= Decimal(0)


def test_stock_goes_down_by_what_is_sold_between_two_counts(tables: duckdb.DuckDBPyConnection) -> None:
    """Friday 31 July is a count, and Sunday 2 August is the next: the shelves are not filled up between them."""
    ((differing, sold),) = asked(
        tables,
        """with sold as (
               select product_id, store_id, sum(quantity::decimal(12, 3)) as units from pos_sales
               where sales_date in ('2026-08-01', '2026-08-02') group by all
           )
           select count(*) filter (before.on_hand::decimal(18, 3) - coalesce(units, 0) <> after.on_hand::decimal(18, 3)
                                   and before.on_hand::decimal(18, 3) >= coalesce(units, 0) + 12), count(units)
           from inventory as before join inventory as after using (product_id, store_id)
           left join sold using (product_id, store_id)
           where before.stock_date = '2026-07-31' and after.stock_date = '2026-08-02'""",
    )
    assert (differing, sold > 50) == (0, True)


@pytest.mark.parametrize("dataset", ["customer", "product", "sales_team", "store"])
def test_a_dimension_is_whole_as_of_the_day_before_the_season(made: Generated, dataset: str) -> None:
    file = made.folder / f"{dataset}/standard/{dataset}.csv"
    found = duckdb.execute("select distinct business_date::varchar, delivery from read_csv(?)", [str(file)]).fetchall()
    assert found == [(BEFORE.isoformat(), "full")]


def test_the_price_on_a_receipt_is_the_one_that_the_product_files_say_held_that_day(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    differing = asked(
        tables,
        """with stated as (
               select id, current_price::decimal(12, 2) as price, business_date::date as since,
                      lead(business_date::date) over (partition by id order by business_date) as until
               from product
           )
           select * from pos_sales join stated on id = product_id
             and coalesce(original_sales_date, sales_date)::date >= since
             and (until is null or coalesce(original_sales_date, sales_date)::date < until)
           where product_name <> 'Gift card' and pos_sales.price::decimal(12, 2) <> stated.price""",
    )
    assert differing == []
    ((changes,),) = asked(tables, "select count(*) from product where delivery = 'delta'")
    assert changes > 20


def test_one_seed_gives_one_season(tmp_path: Path) -> None:
    one, two = (generate(tmp_path / name, stores=1, months=1, seed=11) for name in ("one", "two"))
    assert one.beside == two.beside
    for path in one.beside:
        assert (one.folder / path).read_bytes() == (two.folder / path).read_bytes()
