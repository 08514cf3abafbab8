"""The marts against SQL that was written from their definitions for another engine, over the same bronze files."""

from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake
from tests.jobs.worlds import COMPLETE_JOURNEY, real_lake, seed_lake

CUSTOMERS = """
with person as (
    select * from bronze_customer qualify row_number() over (partition by customer_id order by landed desc) = 1
)
select s.customer_id, s.store_id, strftime(s.sales_date, '%Y-%m'),
       any_value(nullif(trim(coalesce(p.first_name, '') || ' ' || coalesce(p.last_name, '')), '')),
       any_value(t.address),
       any_value(repeat('*', length(regexp_replace(p.phone_number, '\\D', '', 'g')) - 3)
                 || right(regexp_replace(p.phone_number, '\\D', '', 'g'), 3)),
       date_trunc('month', s.sales_date)::date, sum(s.total_cost)::decimal(18,2)
from bronze_pos_sales s
left join person p on p.customer_id = s.customer_id
left join bronze_store t on t.id = s.store_id
where s.customer_id is not null
group by s.customer_id, s.store_id, strftime(s.sales_date, '%Y-%m'), date_trunc('month', s.sales_date)
"""

TEAM = """
with total as (
    select store_id, sales_person_id, strftime(sales_date, '%Y-%m') as sales_month,
           sum(total_cost)::decimal(18,2) as total_sales
    from bronze_pos_sales group by all
), best as (
    select store_id, sales_month, max(total_sales) as top from total where sales_person_id is not null group by all
)
select t.store_id, t.sales_person_id, t.sales_month, p.first_name || ' ' || p.last_name, t.total_sales,
       case when t.sales_person_id is null then null else 1 + (
           select count(*) from total o where o.sales_person_id is not null and o.store_id = t.store_id
               and o.sales_month = t.sales_month and o.total_sales > t.total_sales) end,
       case when t.sales_person_id is not null and t.total_sales = b.top and b.top > 0
            then round(t.total_sales * 0.01::decimal(3,2), 2) else 0 end::decimal(18,2),
       'top-seller/1', 'provisional'
from total t
left join best b on b.store_id = t.store_id and b.sales_month = t.sales_month
left join bronze_sales_team p on p.id = t.sales_person_id
"""

CUSTOMER_COLUMNS = (
    *("customer_id", "store_id", "sales_month", "full_name", "store_address", "phone_number"),
    *("sales_date_month", "total_sales"),
)
TEAM_COLUMNS = (
    *("store_id", "sales_person_id", "sales_month", "full_name", "total_sales", "sales_rank", "incentive"),
    *("plan_version", "state"),
)


def by_sql(landed: LandedLake, lines: tuple[ManifestLine, ...], query: str) -> list[tuple[Any, ...]]:
    """What DuckDB makes of the bronze files of these lines; a table bronze_<dataset> for each dataset."""
    connection = duckdb.connect()
    for dataset in {line.dataset for line in lines}:
        files = [bronze_file(landed, line) for line in lines if line.dataset == dataset]
        connection.register(f"bronze_{dataset}", pa.concat_tables(files))
    return sorted(connection.execute(query).fetchall(), key=repr)


def bronze_file(landed: LandedLake, line: ManifestLine) -> pa.Table:
    table = pa.concat_tables(pq.read_table(landed.folder / "bronze" / path) for path in line.bronze)
    return table.append_column("landed", pa.array([line.landed_at] * len(table)))


@pytest.fixture
def seeded(landed: LandedLake) -> tuple[LandedLake, tuple[ManifestLine, ...]]:
    lines = seed_lake(landed)
    landed.refresh(*lines)
    return landed, lines


def test_customers_spent_what_sql_says(seeded: tuple[LandedLake, tuple[ManifestLine, ...]]) -> None:
    landed, lines = seeded
    expected = by_sql(landed, lines, CUSTOMERS)
    assert len(expected) > 500
    assert landed.rows("gold.customer_data_mart", *CUSTOMER_COLUMNS) == expected


def test_the_team_sold_and_earns_what_sql_says(seeded: tuple[LandedLake, tuple[ManifestLine, ...]]) -> None:
    landed, lines = seeded
    expected = by_sql(landed, lines, TEAM)
    assert sum(row[6] > 0 for row in expected) == 20  # four stores, five months, no tie
    assert landed.rows("gold.sales_team_data_mart", *TEAM_COLUMNS) == expected


@pytest.mark.skipif(not COMPLETE_JOURNEY.is_file(), reason=f"real data set not at hand ({COMPLETE_JOURNEY.name})")
def test_a_real_grocers_customers_spent_what_sql_over_the_raw_file_says(landed: LandedLake) -> None:
    landed.refresh(*real_lake(landed))
    raw = """select household_id::bigint, store_id::bigint, transaction_timestamp[:7], sum(sales_value::decimal(18,2))
        from read_csv(?, all_varchar=true) where sales_value not like '%e-%' group by all"""
    totals = duckdb.connect().execute(raw, [str(COMPLETE_JOURNEY)]).fetchall()
    expected = sorted(totals, key=repr)
    found = landed.rows("gold.customer_data_mart", "customer_id", "store_id", "sales_month", "total_sales")
    assert (len(found), found) == (len(expected), expected)
    assert str(sum(row[3] for row in found)) == "233935.24"
