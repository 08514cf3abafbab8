"""Datasets that are kept as they came: what was landed last of each key holds."""

from datetime import date
from decimal import Decimal

import pytest
from pyspark.sql import SparkSession

from jobs.attach import attach
from jobs.catalogue import RECORDED, VIEWS, all_tables
from jobs.contracts.manifest import ManifestLine
from jobs.silver.build import build_silver
from tests.jobs.landed import LandedLake, removal

FIRST, SECOND = "2026-08-01T00:00:00+00:00", "2026-08-02T00:00:00+00:00"


def put(landed: LandedLake, *lines: ManifestLine) -> None:
    build_silver(landed.spark, landed.lake, landed.batch(*lines))


def promotions(landed: LandedLake, *rows: tuple[int | None, str], path: str, at: str) -> ManifestLine:
    window = {"starts_on": date(2026, 8, 1), "ends_on": date(2026, 8, 9)}
    scopes = [{"promotion_id": "p", "product_id": product, "name": name, **window} for product, name in rows]
    return landed.land("promotion", scopes, path=path, landed_at=at)


def test_the_row_landed_last_holds_and_a_key_may_have_empty_parts(landed: LandedLake) -> None:
    later = promotions(landed, (None, "new"), (2, "two"), path="later.csv", at=SECOND)
    put(landed, later)
    put(landed, promotions(landed, (None, "old"), (1, "one"), path="earlier.csv", at=FIRST))
    shown = ("product_id", "name")
    assert landed.rows("silver.promotion", *shown) == [(1, "one"), (2, "two"), (None, "new")]
    assert len(landed.rows("silver.promotion_record")) == 4
    put(landed, removal(later))
    assert landed.rows("silver.promotion", *shown) == [(1, "one"), (None, "old")]


def test_of_two_rows_in_one_file_the_later_holds(landed: LandedLake) -> None:
    quota = {"sales_person_id": 1, "store_id": None, "sales_month": "2026-08"}
    put(landed, landed.land("quota", [{**quota, "quota_amount": Decimal(n)} for n in (30, 10, 20)]))
    assert landed.rows("silver.quota", "quota_amount") == [(Decimal("20.00"),)]


def test_of_many_keys_each_has_its_own_latest_row(landed: LandedLake) -> None:
    people = range(1, 301)
    said = [
        {"sales_person_id": person, "store_id": None, "sales_month": "2026-08", "quota_amount": Decimal(amount)}
        for amount in (1, 2)
        for person in people
    ]
    put(landed, landed.land("quota", said))
    held = landed.rows("silver.quota", "sales_person_id", "quota_amount")
    assert sorted(held) == [(person, Decimal("2.00")) for person in people]


def test_where_there_is_no_key_equal_rows_are_several(landed: LandedLake) -> None:
    redemption = {"coupon_id": "c", "campaign_id": "k", "customer_id": 7, "redeemed_on": date(2026, 8, 1)}
    put(landed, landed.land("coupon_redemption", [redemption, redemption]))
    assert len(landed.rows("silver.coupon_redemption")) == 2


@pytest.mark.parametrize("dataset", RECORDED)
def test_what_holds_has_the_columns_of_its_record(landed: LandedLake, dataset: str) -> None:
    assert landed.rows(f"silver.{dataset}") == []
    put(landed, landed.land(dataset, []))
    columns = {str(table): table.columns for table in all_tables()}[f"silver.{dataset}_record"]
    (view,) = (view for view in VIEWS if str(view) == f"silver.{dataset}")
    schema = landed.lake.read(landed.spark, view).schema
    assert {field.name: field.dataType.simpleString() for field in schema} == dict(columns)


@pytest.mark.parametrize("engine", ["spark", pytest.param("apache", marks=pytest.mark.slow)])
def test_what_holds_answers_by_its_name(landed: LandedLake, engine: str, request: pytest.FixtureRequest) -> None:
    put(
        landed,
        promotions(landed, (None, "old"), (1, "one"), path="1.csv", at=FIRST),
        promotions(landed, (None, "new"), path="2.csv", at=SECOND),
    )
    session: SparkSession = request.getfixturevalue(engine)
    attach(session, landed.lake)
    # The names stay in the session, whose other tests have lakes of their own.
    try:
        found = session.sql("select product_id, name from silver.promotion").collect()
        assert {tuple(row) for row in found} == {(None, "new"), (1, "one")}
    finally:
        for view in VIEWS:
            session.sql(f"drop view if exists {view}")
        for table in all_tables():
            session.sql(f"drop table if exists {table}")
