"""Parquet: every type of a column as the value that it stands for, in the contract's notation."""

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from jobs.contracts.errors import FileRefused
from tests.corpus.case import source_text
from tests.corpus.packed import zipped
from tests.corpus.tables import parquet, table

SOURCE = source_text({"format": "parquet"})
ATHENS = source_text({"format": "parquet", "time_zone": "Europe/Athens"})


def read(check, source: str = SOURCE, **columns: Any):
    return check(parquet(table(**columns)), source=source, name="a.parquet")


@pytest.mark.parametrize(
    "amounts",
    [
        pa.array([Decimal("0.30"), Decimal("-12.00")], pa.decimal128(5, 2)),
        pa.array([Decimal("0.300000000000000000"), Decimal(-12)], pa.decimal128(38, 18)),
        pa.array([Decimal("0.30"), Decimal(-12)], pa.decimal256(76, 10)),
        pa.array([0.3, -12.0], pa.float64()),
        pa.array([0.3, -12.0], pa.float32()),
        pa.array(["0.3", "-12"]).dictionary_encode(),
        pa.array([".30", "-0012.000"], pa.large_string()),
    ],
    ids=lambda amounts: str(amounts.type),
)
def test_an_amount_is_the_same_in_each_type(check, amounts):
    assert [str(row["tax_amount"]) for row in read(check, tax_amount=amounts).rows] == ["0.30", "-12.00"]


@pytest.mark.parametrize("figure", [1e15, 123456789012345.0, 0.01, 0.0])
def test_floating_point_is_never_read_as_an_exponent(check, figure):
    rows = read(check, tax_amount=pa.array([figure, 0.0])).rows
    assert rows[0]["tax_amount"] == Decimal(repr(figure)).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        (0.1 + 0.2, "too-many-decimals"),
        (1e-7, "too-many-decimals"),
        (1e16, "out-of-range"),
        (1e300, "out-of-range"),
        (float("nan"), "not-a-decimal"),
        (float("-inf"), "not-a-decimal"),
    ],
)
def test_floating_point_that_is_no_amount_is_refused_and_not_rounded(check, figure, code):
    assert read(check, tax_amount=pa.array([0.5, figure])).codes() == [(2, "tax_amount", code)]


@pytest.mark.parametrize(
    "days",
    [
        pa.array([date(2028, 2, 29)] * 2, pa.date32()),
        pa.array([date(2028, 2, 29)] * 2, pa.date64()),
        pa.array([date(2028, 2, 29)] * 2, pa.date32()).cast(pa.timestamp("ms")),
        pa.array([date(2028, 2, 29)] * 2, pa.date32()).cast(pa.timestamp("ns")),
        pa.array(["2028-02-29"] * 2),
    ],
    ids=lambda days: str(days.type),
)
def test_a_day_is_the_same_in_each_type(check, days):
    assert [row["sales_date"] for row in read(check, sales_date=days).rows] == [date(2028, 2, 29)] * 2


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_moment_with_a_zone_is_moved_to_the_sources_and_one_without_is_there_already(check, unit):
    local = pa.array([datetime.fromisoformat("2026-07-01 23:30:00"), None], pa.timestamp(unit))
    zoned = pa.array([datetime(2026, 7, 1, 23, 30, tzinfo=UTC), None], pa.timestamp(unit, "UTC"))
    of_local, of_zoned = read(check, ATHENS, sold_at=local).rows, read(check, ATHENS, sold_at=zoned).rows
    assert (of_local[0]["sold_at"], of_local[0]["sold_hour"]) == (datetime(2026, 7, 1, 20, 30, tzinfo=UTC), 23)
    assert (of_zoned[0]["sold_at"], of_zoned[0]["sold_hour"]) == (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), 2)
    assert (of_zoned[1]["sold_at"], of_zoned[1]["sold_hour"]) == (None, None)


def test_the_business_day_of_a_moment_is_the_one_in_the_store(check):
    form = {"from": "at", "format": "%Y-%m-%d %H:%M:%S"}
    source = source_text({"format": "parquet", "time_zone": "Europe/Athens", "columns": {"sales_date": form}})
    at = pa.array([datetime(2026, 7, 1, 20, 59, 59, tzinfo=UTC), datetime(2026, 7, 1, 21, 0, tzinfo=UTC)])
    rows = check(parquet(table(at=at).drop(["sales_date"])), source=source, name="a.parquet").rows
    assert [row["sales_date"] for row in rows] == [date(2026, 7, 1), date(2026, 7, 2)]


def test_a_moment_between_two_seconds_is_refused_alone(check):
    moments = [datetime.fromisoformat("2026-03-01 10:00:00"), datetime.fromisoformat("2026-03-01 10:00:00.000001")]
    checked = read(check, sold_at=pa.array(moments))
    assert checked.codes() == [(2, "sold_at", "not-a-timestamp")]


def test_the_second_of_the_hour_that_clocks_show_twice_is_refused_and_not_taken_for_the_first(check):
    # Clocks in Berlin went back from 3:00 to 2:00 on 2025-10-26, at 01:00 UTC.
    first, second = datetime(2025, 10, 26, 0, 30, tzinfo=UTC), datetime(2025, 10, 26, 1, 30, tzinfo=UTC)
    moments = pa.array([first, second], pa.timestamp("us", "UTC"))
    checked = read(check, source=SOURCE.replace("UTC", "Europe/Berlin"), sold_at=moments)
    assert checked.codes() == [(2, "sold_at", "not-a-timestamp")]
    assert [row["sold_at"] for row in checked.rows] == [first]


def test_columns_that_the_contract_lacks_are_texts_of_what_they_hold(check):
    more = {
        "lines": pa.array([[1, 2], []]),
        "who": pa.array([{"name": "K\u00e4se", "since": date(2020, 1, 1)}, None]),
        "card": pa.array([True, None]),
        "rate": pa.array([Decimal("0E-10"), Decimal(1)], pa.decimal128(20, 10)),
    }
    assert [row["extras"] for row in read(check, **more).rows] == [
        {"lines": "[1,2]", "who": '{"name":"K\u00e4se","since":"2020-01-01"}', "card": "true", "rate": "0.0000000000"},
        {"lines": "[]", "who": None, "card": None, "rate": "1.0000000000"},
    ]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([b"a", b"b"]),
        pa.array([b"a", b"b"], pa.large_binary()),
        pa.array([b"a", b"b"], pa.binary(1)),
        pa.array([b"a", b"b"]).dictionary_encode(),
        pa.array([[b"a"], None]),
        pa.array([{"a": {"b": b"c"}}, None]),
    ],
    ids=lambda values: str(values.type),
)
def test_bytes_are_no_text_wherever_they_stand(check, values):
    with pytest.raises(FileRefused, match="more") as refused:
        read(check, more=values)
    assert refused.value.refusal == "file-unreadable"


def test_rows_are_numbered_across_row_groups(check):
    content = parquet(pa.concat_tables([table()] * 500), row_group_size=7)
    rows = check(content, source=SOURCE, name="a.parquet").rows
    assert [row["row_number"] for row in rows] == list(range(1, 1001))


@pytest.mark.parametrize("compression", ["snappy", "zstd", "gzip", "brotli", "lz4", "none"])
def test_a_table_may_be_packed_inside_and_once_more(check, compression):
    content = parquet(table(), compression=compression)
    for packed, name in (
        (content, "a.parquet"),
        (gzip.compress(content), "a.parquet.gz"),
        (zipped({"a.parquet": content}), "a.zip"),
    ):
        assert check(packed, source=SOURCE, name=name).landed.loaded == 2
