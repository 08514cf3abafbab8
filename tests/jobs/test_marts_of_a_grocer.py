"""Every mart on a real grocer's year, against SQL over silver, and some against SQL over the raw files alone."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from pyspark.sql import SparkSession

from tests.jobs.by_sql import ANSWERED, answering, differences
from tests.jobs.dropped import JOURNEY, NO_JOURNEY, drop_journey
from tests.jobs.landed import LandedLake

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.skipif(not JOURNEY.is_dir(), reason=NO_JOURNEY)]

Ask = Callable[[str], list[tuple[Any, ...]]]

# What is below half a cent was refused: its amount stands in exponent notation.
SALE = f"""
create table sale as
with clock as (
    select *, timezone('America/New_York', timezone('UTC', transaction_timestamp::timestamp)) as shown
    from read_csv('{JOURNEY / "transactions_sample.csv"}', all_varchar = true)
)
select household_id::bigint as household, store_id::bigint as store, strftime(shown, '%Y-%m') as month,
       store_id || ' ' || basket_id || ' ' || shown::date as visit,
       product_id::double::bigint as product, quantity::decimal(18,3) as quantity,
       sales_value::decimal(18,2) as paid, (sales_value::decimal(18,2) * 100)::bigint as cents
from clock where sales_value not like '%e-%'"""
PRODUCT = f"""
create table product as
select product_id::double::bigint as product, product_type as name, product_category as category
from read_csv('{JOURNEY / "products.csv"}', all_varchar = true)"""
# Of two whole numbers: the first divided by the second, half away from zero.
DIVIDED = """
create macro divided(a, b) as (sign(a) * ((2 * abs(a)::hugeint + b) // (2 * b)))::decimal(18,0)"""


@pytest.fixture(scope="module")
def grocer(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> LandedLake:
    """The year, landed and built."""
    landed = LandedLake(spark, tmp_path_factory.mktemp("grocer"))
    landed.refresh(*drop_journey(landed))
    return landed


@pytest.fixture(scope="module")
def raw() -> Ask:
    """Asks the raw files, of which sale and product are tables."""
    connection = duckdb.connect()
    for statement in (SALE, PRODUCT, DIVIDED):
        connection.execute(statement)
    return lambda query: sorted(connection.execute(query).fetchall(), key=repr)


def test_every_mart_of_a_year_is_what_sql_says(grocer: LandedLake) -> None:
    connection = answering(grocer)
    counts = "select (select count(*) from silver_sales), (select count(*) from silver_promotion)"
    assert connection.execute(counts).fetchall() == [(74_999, 360_535)]
    assert connection.execute("select count(*) > 0 from applied_promotion").fetchall() == [(True,)]
    assert differences(grocer, connection, ANSWERED) == ""


def test_the_year_in_months_is_that_of_the_raw_file(grocer: LandedLake, raw: Ask) -> None:
    expected = raw("""
        select month, sum(paid)::decimal(18,2), sum(quantity)::decimal(18,3), count(distinct visit),
               (divided(sum(cents), count(distinct visit)) * 0.01)::decimal(18,2), null, 0, 'receipt'
        from sale group by month""")
    assert sum(row[1] for row in expected) == raw("select sum(paid) from sale")[0][0]
    columns = ("sales_month", "net_sales", "units", "orders", "average_order_value", "average_rating", "reviews")
    assert grocer.rows("gold.executive_overview", *columns, "order_basis") == expected


def test_stores_sold_what_the_raw_file_says(grocer: LandedLake, raw: Ask) -> None:
    expected = raw("""
        with sold as (
            select store, month, sum(paid)::decimal(18,2) as paid, sum(cents) as cents, count(distinct visit) as visits,
                   sum(quantity)::decimal(18,3) as units, count(distinct household) as households
            from sale group by all
        )
        select s.store, s.month, null, s.paid, s.visits, s.units,
               (divided(s.cents, s.visits) * 0.01)::decimal(18,2), s.households,
               1 + (select count(*) from sold o where o.month = s.month and o.paid > s.paid), b.paid,
               case when b.cents > 0
                    then (divided(10000 * (s.cents - b.cents), b.cents) * 0.01)::decimal(18,2) end
        from sold s
        left join sold b on b.store = s.store
            and (b.month || '-01')::date + interval 1 month = (s.month || '-01')::date""")
    columns = ("store_id", "sales_month", "store_address", "net_sales", "orders", "units", "average_order_value")
    compared = ("customers", "sales_rank", "previous_net_sales", "change_percent")
    assert grocer.rows("gold.store_performance", *columns, *compared) == expected


def test_products_brought_in_what_the_raw_files_say(grocer: LandedLake, raw: Ask) -> None:
    expected = raw("""
        with sold as (
            select product, month, sum(paid)::decimal(18,2) as paid, sum(cents) as cents,
                   count(distinct visit) as visits, sum(quantity)::decimal(18,3) as units
            from sale group by all
        ), whole as (
            select month, sum(cents) as cents from sold group by all
        )
        select product, p.name, s.month, p.category, s.paid, s.visits, s.units,
               rank() over (partition by s.month order by s.paid desc),
               (divided(10000 * s.cents, w.cents) * 0.0001)::decimal(18,4)
        from sold s join whole w on w.month = s.month left join product p using (product)""")
    columns = ("product_id", "product_name", "sales_month", "category", "revenue", "orders", "units", "revenue_rank")
    assert grocer.rows("gold.sales_performance", *columns, "revenue_share") == expected


def test_households_spent_what_the_raw_file_says(grocer: LandedLake, raw: Ask) -> None:
    expected = raw("select household, store, month, sum(paid)::decimal(18,2) from sale group by all")
    assert grocer.rows("gold.customer_data_mart", "customer_id", "store_id", "sales_month", "total_sales") == expected
