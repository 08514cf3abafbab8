"""Histories of files, dropped, changed and withdrawn batch by batch: drawn ones, and one made by hand."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.jobs.landed import sale

type File = tuple[str, str]
type Rows = tuple[dict[str, Any], ...]
# What each batch says of some files: what is in them from then on; None: the file is withdrawn.
type Batches = list[dict[File, Rows | None]]

_cents = st.integers(-2000, 5000).map(lambda cents: Decimal(cents) / 100)
_amount = st.none() | st.integers(-200, 700).map(lambda cents: Decimal(cents) / 100)
_day = st.sampled_from([date(2026, 4, 1), *(date(2026, month, day) for month in (5, 6, 7) for day in (1, 2, 30))])
_store, _product = st.integers(1, 2), st.integers(1, 2)
_receipt = st.sampled_from([None, "r", "s"])
_name = st.sampled_from(["Ada", "Bob", None])
# From the day's midnight in UTC: close on both sides of it, and of the next.
_minutes = st.sampled_from([None, -2, 0, 1, 1438, 1441])


def _moment(row: dict[str, Any]) -> dict[str, Any]:
    minutes, origin = row.pop("minutes"), row.pop("origin")
    midnight = datetime.combine(row["sales_date"], time(), UTC)
    sold_at = None if minutes is None else midnight + timedelta(minutes=minutes)
    hour = None if sold_at is None else sold_at.hour
    of_return = {"original_sales_date": origin} if row["quantity"] < 0 else {}
    return {**row, "sold_at": sold_at, "sold_hour": hour, **of_return}


_sale = st.fixed_dictionaries(
    {
        "store_id": _store,
        "sales_person_id": st.sampled_from([None, 1, 2, 3]),
        "customer_id": st.sampled_from([None, 7, 8]),
        "product_id": st.none() | _product,
        "product_name": _name,
        "sales_date": _day,
        "minutes": _minutes,
        "quantity": st.integers(-2, 2).map(Decimal),
        "total_cost": _cents,
        "discount_amount": _amount,
        "promotion_id": st.sampled_from([None, None, "p"]),
        "receipt_id": _receipt,
        "line_no": st.sampled_from([None, 0, 1]),
        "order_discount_amount": _amount,
        "origin": st.none() | _day,
    }
).map(_moment)
# What a row of a dimension says of itself; the dates come in any order, and a file may be of several.
_of_the_row = {
    "business_date": st.sampled_from([None, *(date(2026, month, 1) for month in (5, 6, 7, 8))]),
    "delivery": st.sampled_from([None, "full", "delta"]),
}
_category = st.sampled_from(["fruit", "bakery", None])
_dimensions = {
    "customer": {"customer_id": st.integers(6, 9), "first_name": _name, "region": _name},
    "product": {"id": st.integers(1, 3), "name": _name, "category": _category},
    "sales_team": {"id": st.integers(1, 4), "first_name": _name},
    "store": {"id": st.integers(1, 3), "address": _name, "store_closing_date": st.none() | _day},
}
_recorded = {
    "promotion": {
        "promotion_id": st.sampled_from(["p", "q"]),
        "method": _name,
        "product_id": st.none() | _product,
        "category": _category,
        "store_id": st.none() | _store,
        "discount_percent": st.sampled_from([None, Decimal(5), Decimal(10)]),
        "starts_on": st.sampled_from([date(2026, 4, 1), date(2026, 6, 1)]),
        "ends_on": st.sampled_from([date(2026, 6, 1), date(2026, 7, 30)]),
    },
    "product_review": {
        "review_id": st.sampled_from("ab"),
        "product_id": _product,
        "rating": st.integers(1, 5),
        "reviewed_on": _day,
    },
    "inventory": {
        "product_id": _product,
        "store_id": _store,
        "stock_date": _day,
        "on_hand": st.integers(0, 9).map(Decimal),
    },
    "suspect_case": {
        "store_id": _store,
        "receipt_id": st.sampled_from("rs"),
        "sales_date": _day,
        "status": st.sampled_from(["confirmed", "dismissed", "open"]),
    },
    "quota": {
        "sales_person_id": st.integers(1, 2),
        "store_id": st.sampled_from([None, 1]),
        "sales_month": st.just("2026-06"),
        "quota_amount": _cents.map(abs),
    },
}
_ROWS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "pos_sales": _sale,
    **{name: st.fixed_dictionaries({**columns, **_of_the_row}) for name, columns in _dimensions.items()},
    **{name: st.fixed_dictionaries(columns) for name, columns in _recorded.items()},
}


def _contents(dataset: str) -> st.SearchStrategy[Rows | None]:
    return st.none() | st.lists(_ROWS[dataset], max_size=4).map(tuple)


_FILES: tuple[File, ...] = (
    *(("pos_sales", path) for path in ("a.csv", "b.csv", "c.csv")),
    *((dataset, path) for dataset in _ROWS if dataset != "pos_sales" for path in ("all.csv", "new.csv")),
)
batch = st.lists(st.sampled_from(_FILES), min_size=1, max_size=8, unique=True).flatmap(
    lambda files: st.fixed_dictionaries({file: _contents(file[0]) for file in files})
)


def _at(day: str, total: str, moment: str = "", **known: Any) -> dict[str, Any]:
    sold_at = datetime.fromisoformat(f"{moment}:00+00:00") if moment else None
    return sale(day, total, product_id=1, sold_at=sold_at, **known)


def _promotion(promotion: str, ends_on: date, store: int | None = None) -> dict[str, Any]:
    return {
        "promotion_id": promotion,
        "product_id": None,
        "category": "fruit",
        "store_id": store,
        "method": "flyer",
        "discount_percent": Decimal(10),
        "starts_on": date(2026, 6, 1),
        "ends_on": ends_on,
    }


def _review(review: str, rating: int, day: date) -> dict[str, Any]:
    return {"review_id": review, "product_id": 1, "rating": rating, "reviewed_on": day}


def _stock(day: date) -> dict[str, Any]:
    return {"product_id": 1, "store_id": 1, "stock_date": day, "on_hand": Decimal(4)}


def _fruit(category: str, day: date) -> dict[str, Any]:
    return {"id": 1, "name": "Ada", "category": category, "business_date": day}


# Later files move things to another day or month; of some of them the last batch takes that back.
MOVED: Batches = [
    {
        ("pos_sales", "a.csv"): (
            _at("2026-05-01", "4.00", receipt_id="stays moved", line_no=1),
            _at("2026-05-30", "5.00", receipt_id="comes back", line_no=1, customer_id=8),
            _at("2026-06-30", "6.00", receipt_id="s", line_no=1, discount_amount=Decimal(1)),
            _at("2026-07-01", "-4.00", receipt_id="return", line_no=1, original_sales_date=date(2026, 5, 1)),
            _at("2026-06-01", "9.00", "2026-06-01T23:59", receipt_id="pair", line_no=1),
        ),
        ("product", "all.csv"): (_fruit("fruit", date(2026, 5, 1)),),
        ("promotion", "all.csv"): (_promotion("p", date(2026, 6, 30)), _promotion("q", date(2026, 7, 30), 2)),
        ("product_review", "all.csv"): (_review("a", 5, date(2026, 6, 1)), _review("b", 4, date(2026, 5, 1))),
        ("inventory", "all.csv"): (_stock(date(2026, 6, 1)), _stock(date(2026, 7, 1))),
        ("suspect_case", "all.csv"): (
            {"store_id": 1, "receipt_id": "pair", "sales_date": date(2026, 6, 1), "status": "confirmed"},
        ),
    },
    {
        ("pos_sales", "b.csv"): (
            _at("2026-06-02", "4.00", receipt_id="stays moved", line_no=1),
            _at("2026-07-01", "-4.00", receipt_id="return", line_no=1, original_sales_date=date(2026, 6, 2)),
            _at("2026-06-02", "3.00", "2026-06-01T23:57", receipt_id="earlier", line_no=1, store_id=2),
        ),
        ("pos_sales", "c.csv"): (
            _at("2026-07-02", "5.00", receipt_id="comes back", line_no=1, customer_id=8),
            _at("2026-07-02", "-1.00", receipt_id="gone", line_no=1, original_sales_date=date(2026, 4, 1)),
        ),
        ("product", "new.csv"): (_fruit("bakery", date(2026, 6, 30)),),
        ("promotion", "new.csv"): (_promotion("p", date(2026, 6, 1)),),
        ("promotion", "later.csv"): (_promotion("q", date(2026, 6, 1), 2),),
        ("product_review", "new.csv"): (_review("a", 1, date(2026, 7, 1)),),
        ("product_review", "later.csv"): (_review("b", 2, date(2026, 6, 2)),),
        ("inventory", "all.csv"): (_stock(date(2026, 7, 1)),),
    },
    dict.fromkeys([("pos_sales", "c.csv"), ("promotion", "later.csv"), ("product_review", "later.csv")]),
]
