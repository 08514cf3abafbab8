"""Real till data against DuckDB's own counts and sums over the raw files."""

import io
import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from functions.landing.check import Landed, check_file
from functions.landing.source import load_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath

REPOSITORY = Path(__file__).parents[3]
# What the clocks of the stores showed; the files give UTC.
LOCAL = "timezone('America/New_York', timezone('UTC', transaction_timestamp::timestamp))"
JOURNEY = REPOSITORY.parent / "shared" / "data" / "complete_journey"

pytestmark = pytest.mark.skipif(not JOURNEY.exists(), reason="the Complete Journey does not lie beside the checkout")


def checked(dataset: str, file: str, folder: Path) -> tuple[Landed, str, bytes]:
    """What became of the file, the Parquet file of its good rows, and the refused ones."""
    terms, quarantine, bronze = contract(dataset), io.BytesIO(), folder / f"{dataset}.parquet"
    with (JOURNEY / file).open("rb") as stream, bronze.open("wb") as good:
        landed = check_file(
            stream,
            path=LandingPath(dataset, "complete_journey", file),
            version="v1",
            contract=terms,
            mapping=load_source(REPOSITORY / "sources", "complete_journey").mapping(terms),
            bronze=good,
            quarantine=quarantine,
            chunk_bytes=2**20,
            dropped_on=date(2026, 1, 1),
        )
    return landed, str(bronze), quarantine.getvalue()


def asked(sql: str, **files: str) -> list[tuple]:
    """The answer of DuckDB, to which a name in braces is a table: a raw file as it stands, or a Parquet file."""
    tables = {
        name: f"'{file}'" if file.endswith(".parquet") else f"read_csv('{JOURNEY / file}', all_varchar = true)"
        for name, file in files.items()
    }
    return duckdb.execute(sql.format(**tables)).fetchall()


def test_a_years_sales_of_a_grocer_are_landed_but_for_one_row_with_an_exponent(tmp_path):
    landed, bronze, quarantine = checked("pos_sales", "transactions_sample.csv", tmp_path)
    ((rows, total, days),) = asked(
        f"""select count(*), sum(sales_value::decimal(18,2)) filter (sales_value not like '%e%'),
                  count(distinct {LOCAL}::date)
           from {{raw}}""",
        raw="transactions_sample.csv",
    )
    assert (landed.rows_in, landed.loaded, landed.quarantined) == (rows, rows - 1, 1)
    assert landed.total_cost == total
    refused = json.loads(quarantine)
    assert [violation["code"] for violation in refused["violations"]] == ["not-a-decimal"]
    assert "4.440892e-16" in refused["text"]
    table = pq.read_table(bronze, columns=["sales_date"])
    assert len(set(table["sales_date"].to_pylist())) == days


def test_each_sale_has_its_moment_in_utc_and_its_day_and_hour_by_the_stores_clock(tmp_path):
    _, bronze, _ = checked("pos_sales", "transactions_sample.csv", tmp_path)
    duckdb.execute("set timezone = 'UTC'")
    landed = "select receipt_id, sold_at::timestamp, sales_date, sold_hour from {bronze}"
    raw = f"""select basket_id, transaction_timestamp::timestamp, {LOCAL}::date, hour({LOCAL})
              from {{raw}} where sales_value not like '%e%'"""
    for one, other in ((landed, raw), (raw, landed)):
        assert asked(f"{one} except all {other}", bronze=bronze, raw="transactions_sample.csv") == []


@pytest.mark.parametrize(
    ("dataset", "file", "rows", "landed_as", "raw_as"),
    [
        (
            "product",
            "products.csv",
            92_331,
            "id, name, category, subcategory, brand, supplier_name, delivery, element_at(extras, 'department')[1]",
            """if(product_id = '9e+05', 900000, product_id::double::bigint), product_type, product_category,
               product_type, brand, manufacturer_id, 'full', department""",
        ),
        (
            "promotion",
            "promotions_sample.csv",
            360_535,
            """promotion_id, product_id, category, store_id, starts_on, ends_on,
               element_at(extras, 'display_location')[1]""",
            """week, product_id::bigint, null, store_id::bigint, date '2016-12-26' + 7 * (week::int - 1),
               date '2017-01-01' + 7 * (week::int - 1), display_location""",
        ),
        (
            "coupon",
            "coupons.csv",
            116_204,
            "coupon_id, campaign_id, product_id, customer_id, starts_on, ends_on",
            "coupon_upc, campaign_id, product_id::double::bigint, null, null, null",
        ),
        (
            "coupon_redemption",
            "coupon_redemptions.csv",
            2_102,
            "coupon_id, campaign_id, customer_id, redeemed_on, receipt_id",
            "coupon_upc, campaign_id, household_id::bigint, redemption_date::date, null",
        ),
    ],
)
def test_every_row_of_the_other_files_lands_as_it_stands_there(dataset, file, rows, landed_as, raw_as, tmp_path):
    landed, bronze, _ = checked(dataset, file, tmp_path)
    assert (landed.rows_in, landed.loaded, landed.quarantined) == (rows, rows, 0)
    for differing in (
        "select {landed} from {{bronze}} except all select {raw} from {{raw}}",
        "select {raw} from {{raw}} except all select {landed} from {{bronze}}",
    ):
        assert asked(differing.format(landed=landed_as, raw=raw_as), bronze=bronze, raw=file) == []


def test_a_promotion_is_a_display_where_nothing_advertises_it(tmp_path):
    _, bronze, _ = checked("promotion", "promotions_sample.csv", tmp_path)
    ((displays, kinds),) = asked(
        "select count(*) filter (method = 'display'), count(distinct method) from {b}", b=bronze
    )
    raw = "select count(*) filter (mailer_location = '0'), count(distinct mailer_location) from {raw}"
    assert [(displays, kinds)] == asked(raw, raw="promotions_sample.csv")


def test_every_sale_lies_in_its_week_by_the_stores_clock_and_weeks_that_begin_on_mondays():
    """Read as local times, the timestamps leave 1,770 sales in the week after theirs: they are UTC."""
    outside = "select count(*) from {{raw}} where datediff('day', date '{}', {}::date) // 7 + 1 <> week::int"
    days = [date(2016, 12, day) for day in range(22, 32)]
    missed = {day: asked(outside.format(day, LOCAL), raw="transactions_sample.csv")[0][0] for day in days}
    assert [day for day, sales in missed.items() if sales == 0] == [date(2016, 12, 26)]
    as_local = outside.format(date(2016, 12, 26), "transaction_timestamp")
    assert asked(as_local, raw="transactions_sample.csv") == [(1_770,)]
    mapping = load_source(REPOSITORY / "sources", "complete_journey").mapping(contract("promotion"))
    assert mapping.columns["starts_on"].week_one == date(2016, 12, 26)
