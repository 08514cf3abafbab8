"""Tables shaped as silver's, made from a world without any job: what the SQL is tried on by itself.

Every statement about an id begins a version; deliveries that are whole end none.
"""

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

from tests.jobs.landed import arrow_rows
from tests.jobs.oracle.worlds import DATASETS, World, of_contract

_SALES = """
select *, file_version || ':' || row_number as sale_key, strftime(sales_date, '%Y-%m') as sales_month,
       isodow(sales_date)::int as weekday, total_cost as net_sales, coalesce(quantity < 0, false) as is_return,
       coalesce((sign(price * quantity)::int * ((2 * abs(price::decimal(18,4) * quantity)::decimal(38,7)
                 * 10000000)::hugeint // 100000 + 1) // 2)::decimal(18,0) * 0.01,
                total_cost + coalesce(discount_amount, 0))::decimal(18,2) as gross_amount
from given"""
_VERSIONS = """
with counting as (
    select * from given qualify row_number() over (partition by {key}, business_date order by row_number desc) = 1
)
select *, {key} || '@' || business_date as version_key,
       if(lag({key}) over ids is null, date '0001-01-01', business_date) as fact_from,
       coalesce(lead(business_date) over ids - 1, date '9999-12-31') as fact_to
from counting window ids as (partition by {key} order by business_date)"""
_KEYS = {"customer": "customer_id", "product": "id", "store": "id", "sales_team": "id"}


def silver_of(world: World) -> dict[str, pa.Table]:
    """The tables of silver that a world of rows comes to, all of it landed as one file per dataset."""
    return _silver({dataset: arrow_rows(dataset, world.get(dataset, []), "v1") for dataset in DATASETS})


def silver_of_tables(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The same for a world of tables."""
    return _silver({dataset: _landed(dataset, table) for dataset, table in tables.items()})


def _landed(dataset: str, table: pa.Table) -> pa.Table:
    numbers = pa.array(range(1, len(table) + 1), pa.int64())
    full = of_contract(dataset, table).append_column("file_version", pa.array(["v1"] * len(table), pa.string()))
    return full.append_column("row_number", numbers)


def _silver(bronze: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    silver: dict[str, Any] = {}
    for dataset, rows in bronze.items():
        connection = duckdb.connect()
        connection.execute("set timezone = 'UTC'")
        connection.register("given", rows.drop_columns(["extras"]) if "extras" in rows.column_names else rows)
        if dataset == "pos_sales":
            silver["sales"] = connection.sql(_SALES).to_arrow_table()
        elif dataset in _KEYS:
            silver[dataset] = connection.sql(_VERSIONS.format(key=_KEYS[dataset])).to_arrow_table()
        else:
            silver[dataset] = rows
    quality = [("dataset", pa.string()), ("file_version", pa.string()), ("landed_on", pa.date32())]
    counts = [("rule", pa.string()), ("kind", pa.string()), ("rows_checked", pa.int64()), ("rows_hit", pa.int64())]
    silver["file_quality"] = pa.schema([*quality, *counts]).empty_table()
    return silver
