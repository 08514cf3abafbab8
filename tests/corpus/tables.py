"""Parquet files: typed columns of every kind, and files that break or hold what no sale is made of."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.corpus.case import Books, Case, Violations, source_text

_UNREADABLE = "file-unreadable"


def table(**columns: Any) -> pa.Table:
    """Two sound sales; a column that is given takes the place of the sound one."""
    sound = {
        "customer_id": pa.array([7, 7]),
        "store_id": pa.array([1, 1], pa.int32()),
        "product_name": pa.array(["Tea", "Tea"]),
        "sales_date": pa.array([date(2026, 3, 1)] * 2),
        "sales_person_id": pa.array([3, None], pa.int64()),
        "price": pa.array([2.5, 2.5]),
        "quantity": pa.array([Decimal("2.000")] * 2, pa.decimal128(18, 3)),
        "total_cost": pa.array([Decimal("5.00")] * 2, pa.decimal128(18, 2)),
    }
    return pa.table(sound | columns)


def parquet(rows: pa.Table, **how: Any) -> bytes:
    """The table as a Parquet file."""
    content = io.BytesIO()
    pq.write_table(rows, content, **how)
    return content.getvalue()


def table_cases() -> Iterator[Case]:
    """Broken and sound Parquet files."""
    for name, content in _unreadable():
        yield _case(name, content, refused=_UNREADABLE)
    for name, columns in _sound():
        yield _case(name, parquet(table(**columns)), (2, 2, 0, "10.00"))
    for name, column, values, code in _refused():
        yield _case(name, parquet(table(**{column: values})), (2, 1, 1, "5.00"), [(2, column, code)])
    yield _case("no rows", parquet(table().slice(0, 0)), refused="header-only")
    yield _case("no total", parquet(table().drop(["total_cost"])), refused="missing-mandatory-columns")
    twice = pa.table([*table().columns, pa.array([1, 2])], names=[*table().column_names, "price"])
    yield _case("a column twice", parquet(twice), refused="duplicate-column")


def _unreadable() -> Iterator[tuple[str, bytes]]:
    content = parquet(table(), compression="none")
    yield "CSV under a source of Parquet", b"a,b\n1,2\n"
    for length in (4, 12, len(content) // 2, len(content) - 4):
        yield f"cut off after {length} bytes", content[:length]
    yield "a footer that is damaged", content[:-40] + b"\xff" * 20 + content[-20:]
    yield "texts of bytes", parquet(table(product_name=pa.array([b"Tea", b"Tea"])))
    yield "texts of so many bytes each", parquet(table(product_name=pa.array([b"Tea", b"Tea"], pa.binary(3))))
    listed = pa.array([b"Tea", b"Tea"]).dictionary_encode()
    yield "texts of bytes in a dictionary", parquet(table(product_name=listed))
    yield "a text that is no UTF-8", parquet(table(product_name=pa.array([b"Tea", b"\xff"]).view(pa.string())))
    yield "a list of bytes in a column that nobody knows", parquet(table(more=pa.array([[b"\xff"], []])))
    damaged = parquet(table(), compression="none", write_page_checksum=True, use_dictionary=False)
    yield "a page that is damaged", damaged.replace(b"Tea\x03\0\0\0Tea", b"Tea\x03\0\0\0Sea")


def _sound() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "each column typed", {}
    yield (
        "texts of large offsets, and in a dictionary",
        {
            "product_name": pa.array(["Tea", "Tea"], pa.large_string()),
            "payment_method": pa.array(["card", None]).dictionary_encode(),
        },
    )
    yield (
        "dates in milliseconds and midnights",
        {"sales_date": pa.array([datetime.fromisoformat("2026-03-01")] * 2, pa.date64())},
    )
    yield (
        "moments at midnight for dates",
        {"sales_date": pa.array([datetime.fromisoformat("2026-03-01")] * 2, pa.timestamp("ns"))},
    )
    yield "figures of small and unsigned types", {"store_id": pa.array([1, 1], pa.uint8())}
    yield "nothing of type null", {"sales_person_id": pa.array([None, None], pa.null())}
    yield "zeros with many decimals", {"discount_amount": pa.array([Decimal("0E-18")] * 2, pa.decimal128(38, 18))}
    yield "decimals of 256 bits", {"total_cost": pa.array([Decimal("5.00")] * 2, pa.decimal256(50, 2))}
    yield (
        "large and small floating point",
        {"customer_id": pa.array([7.0, 1e15]), "price": pa.array([2.5, 2.5], pa.float32())},
    )
    yield "lists and structures that nobody knows", {"more": pa.array([{"a": [1, 2]}, None])}


def _refused() -> Iterator[tuple[str, str, Any, str]]:
    yield "floating point of 17 digits", "total_cost", pa.array([5.0, 5.000000000000001]), "too-many-decimals"
    yield "NaN", "total_cost", pa.array([5.0, float("nan")]), "not-a-decimal"
    yield "infinity", "price", pa.array([2.5, float("inf")]), "not-a-decimal"
    yield "a yes for a number", "store_id", pa.array(["1", "true"]), "not-an-integer"
    yield "more than 64 bits hold", "customer_id", pa.array([7, 2**63], pa.uint64()), "out-of-range"
    yield (
        "a decimal more than is kept",
        "total_cost",
        pa.array([Decimal("5.000"), Decimal("5.001")]),
        "too-many-decimals",
    )
    tiny = pa.array([Decimal("0.00000000"), Decimal("0.00000001")], pa.decimal128(18, 8))
    yield "a decimal far behind the point", "tax_amount", tiny, "too-many-decimals"
    moments = pa.array([datetime.fromisoformat("2026-03-01"), datetime.fromisoformat("2026-03-01 10:00")])
    yield "a time of day for a date", "sales_date", moments, "not-a-date"
    parts = pa.array([datetime.fromisoformat("2026-03-01 10:00"), datetime.fromisoformat("2026-03-01 10:00:00.5")])
    yield "a moment between two seconds beside one on a second", "sold_at", parts, "not-a-timestamp"
    yield "the year 1900", "sales_date", pa.array([date(2026, 3, 1), date(1900, 1, 1)]), "out-of-range"
    yield "no date", "sales_date", pa.array([date(2026, 3, 1), None]), "required-empty"
    yield "a NUL in a text", "product_name", pa.array(["Tea", "T\0a"]), "control-character"


def _case(
    name: str, content: bytes, books: Books | None = None, violations: Violations | None = None, refused: str = ""
) -> Case:
    text = source_text({"format": "parquet"})
    return Case(f"parquet: {name}", content, refused, books, violations or [], source=text, file="a.parquet")
