"""Worlds to hold the marts to their definitions in: every dataset, believable and awkward.

`seeded_tables` makes as many lines as wanted as tables, `seeded_world` the same as rows, `small_world` draws worlds of
a few lines for hypothesis. Rows are what LandedLake.land takes: the columns of the dataset's contract.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from jobs.contracts.dataset import contract
from tests.jobs.landed import arrow_schema
from tests.jobs.oracle.seeded import QUERIES

World = Mapping[str, list[dict[str, Any]]]
DATASETS = (
    *("pos_sales", "customer", "product", "store", "sales_team", "promotion", "product_review", "inventory"),
    "suspect_case",
)


def seeded_tables(seed: int, lines: int) -> dict[str, pa.Table]:
    """About `lines` sale lines of 130 days and all that belongs to them; the same for the same seed and number.

    Four stores, of which one is not known and one closes; customers, products and staff in several versions, some of
    them ended and come back; about a tenth as many customers as lines, at most 20,000.
    """
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    connection.execute("create macro chance(what, id) as (hash(what, id, getvariable('seed')) % 1000000)::bigint")
    connection.execute("set variable seed = ?", [seed])
    connection.execute("set variable lines = ?", [lines])
    found = {}
    for dataset, query in QUERIES.items():
        table = connection.sql(query).to_arrow_table()
        if dataset in DATASETS:
            found[dataset] = of_contract(dataset, table)
        connection.register(f"made_{dataset}", table)
    return found


def seeded_world(seed: int, lines: int) -> dict[str, list[dict[str, Any]]]:
    """What `seeded_tables` makes, as rows."""
    return {dataset: table.to_pylist() for dataset, table in seeded_tables(seed, lines).items()}


def of_contract(dataset: str, table: pa.Table) -> pa.Table:
    """The table with the columns of the contract, in its order and types; those it does not have are null."""
    schema = arrow_schema(dataset)
    fields = [schema.field(column.name) for column in contract(dataset).columns]
    columns = [
        table[field.name].cast(field.type) if field.name in table.column_names else pa.nulls(len(table), field.type)
        for field in fields
    ]
    return pa.table(columns, schema=pa.schema(fields))


_FIRST_DAY = date(2026, 1, 26)
_DAYS = st.sampled_from([_FIRST_DAY + timedelta(days=n) for n in (0, 1, 4, 6, 7, 8, 13, 14, 35, 36, 63, 64, 70, 430)])
# Mondays like the first day: its ten weeks hold the end of a year from one, and the end of a leap year's February.
_BEGINNINGS = st.sampled_from([_FIRST_DAY, _FIRST_DAY, date(2027, 11, 29), date(2024, 1, 29)])
_STORES = st.integers(1, 2)
_CUSTOMERS = st.none() | st.integers(1, 3)
_PRODUCTS = st.none() | st.integers(1, 3)
_PEOPLE = st.none() | st.integers(1, 2)
_NAMES = st.sampled_from(["apple", "bread", "Bread", "", None])
_CATEGORIES = st.sampled_from(["fruit", "bakery", None])
_SHARED = st.none() | st.none() | st.integers(-500, 3000).map(lambda cents: Decimal(cents) / 100)
_MOMENTS = st.none() | st.integers(0, 2).flatmap(
    lambda hour: st.sampled_from([0, 1, 299, 300, 301, 3599]).map(
        lambda second: timedelta(hours=21 + hour, seconds=second, microseconds=500_000 * (hour == 1))
    )
)


@st.composite
def _sale(draw: st.DrawFn) -> dict[str, Any]:
    quantity = draw(st.none() | st.sampled_from([Decimal(n) / 1000 for n in (1000, 2000, 500, 333, -1000, 0)]))
    price = Decimal(draw(st.sampled_from([0, 1, 99, 100, 3333, 10000]))) / 100
    gross = (price * (1 if quantity is None else quantity)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    percent = draw(st.sampled_from([None, 0, 5, 10, 20, 33, 50, 100, -10]))
    discount = None if percent is None else (gross * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    day, moment = draw(_DAYS), draw(_MOMENTS)
    sold_at = None if moment is None else datetime(day.year, day.month, day.day, tzinfo=UTC) + moment
    return {
        "store_id": draw(_STORES),
        "receipt_id": draw(st.none() | st.sampled_from(["a", "b"])),
        "customer_id": draw(_CUSTOMERS),
        "product_id": draw(_PRODUCTS),
        "product_name": draw(_NAMES),
        "sales_date": day,
        "sales_person_id": draw(_PEOPLE),
        "price": draw(st.sampled_from([price, price, None])),
        "quantity": quantity,
        "total_cost": gross - (discount or 0),
        "discount_amount": discount,
        "tax_amount": draw(_SHARED),
        "promotion_id": draw(st.sampled_from([None, None, None, "p1", "gone"])),
        "sold_at": sold_at,
        "sold_hour": None if sold_at is None else (sold_at.hour + 1) % 24,
        "order_discount_amount": draw(_SHARED),
        "order_tax_amount": draw(_SHARED),
        "order_freight_amount": draw(_SHARED),
        "original_sales_date": draw(st.none() | _DAYS) if quantity is not None and quantity < 0 else None,
    }


def _statements(of: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries({**of, "business_date": _DAYS, "delivery": st.sampled_from([None, "delta", "full"])})
    return st.lists(row, max_size=5)


def _unique(
    of: Mapping[str, st.SearchStrategy[Any]], *key: str, size: int = 4
) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(
        st.fixed_dictionaries(dict(of)), max_size=size, unique_by=lambda row: tuple(row[name] for name in key)
    )


@st.composite
def _promotion(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted((draw(_DAYS), draw(_DAYS)))
    return {
        "promotion_id": draw(st.sampled_from(["p1", "p2", "p3"])),
        "method": draw(st.sampled_from(["flyer", "display", None])),
        "product_id": draw(_PRODUCTS),
        "category": draw(_CATEGORIES),
        "store_id": draw(st.none() | _STORES),
        "discount_percent": draw(st.sampled_from([None, Decimal(0), Decimal(10), Decimal("12.5")])),
        "starts_on": first,
        "ends_on": last,
    }


_SCOPE = ("promotion_id", "product_id", "category", "store_id")
_REGIONS = st.sampled_from(["north", "south", None])
_FEW = {
    "customer": _statements(
        {"customer_id": st.integers(1, 3), "first_name": st.sampled_from(["Ada", "Bo", None]), "region": _REGIONS}
    ),
    "product": _statements({"id": st.integers(1, 3), "name": _NAMES, "category": _CATEGORIES}),
    "store": _statements(
        {"id": _STORES, "address": _NAMES, "region": _REGIONS, "store_closing_date": st.none() | _DAYS}
    ),
    "sales_team": _statements({"id": st.integers(1, 2), "first_name": _NAMES}),
    "promotion": st.lists(_promotion(), max_size=4, unique_by=lambda row: tuple(row[name] for name in _SCOPE)),
    "product_review": _unique(
        {
            "review_id": st.sampled_from("abcd"),
            "product_id": st.integers(1, 3),
            "rating": st.integers(1, 5),
            "reviewed_on": _DAYS,
        },
        "review_id",
    ),
    "inventory": _unique(
        {
            "product_id": st.integers(1, 3),
            "store_id": _STORES,
            "stock_date": _DAYS,
            "on_hand": st.sampled_from([Decimal(n) / 1000 for n in (0, 1, 500, 1000, 10000)]),
        },
        *("product_id", "store_id", "stock_date"),
    ),
    "suspect_case": _unique(
        {
            "store_id": _STORES,
            "receipt_id": st.sampled_from(["a", "b"]),
            "sales_date": _DAYS,
            "status": st.sampled_from(["confirmed", "dismissed", "open"]),
        },
        *("store_id", "receipt_id", "sales_date"),
    ),
}


def small_world(*, max_lines: int = 12) -> st.SearchStrategy[dict[str, list[dict[str, Any]]]]:
    """Worlds of at most so many sale lines, with at least one, in which ids, days and names meet often."""
    worlds = st.fixed_dictionaries({"pos_sales": st.lists(_sale(), min_size=1, max_size=max_lines), **_FEW})
    return st.builds(_beginning, worlds, _BEGINNINGS)


def _beginning(world: World, first_day: date) -> dict[str, list[dict[str, Any]]]:
    """The world with each of its days and times as long after this first day as it was after the usual one."""
    later = first_day - _FIRST_DAY

    def moved(value: Any) -> Any:
        return value + later if isinstance(value, date) else value

    return {
        dataset: [{name: moved(value) for name, value in row.items()} for row in rows]
        for dataset, rows in world.items()
    }
