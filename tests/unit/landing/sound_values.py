"""Sound values of every type that a contract knows, and files in each format that hold them."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import strategies as st

from fuzz.slow_values import utc_of

type Row = dict[str, Any]

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns")
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
NASTY = PLAIN | st.text("\"a,;|\t\n\r' ", min_size=1, max_size=12)
# Around the hours that the clocks of these zones skip and show twice.
CHANGES = st.sampled_from(
    [
        "2026-03-29 02:30",
        "2026-10-25 02:30",
        "2026-03-08 02:30",
        "2026-11-01 01:30",
        "2026-10-04 02:15",
        "2026-04-05 01:45",
    ]
)
WIDTHS = {
    "id": 20,
    "lines": 11,
    "amount": 11,
    "rate": 40,
    "points": 5,
    "share": 7,
    "name": 12,
    "code": 3,
    "day": 10,
    "at": 19,
}
PARQUET = {
    "id": pa.int64(),
    "lines": pa.int32(),
    "amount": pa.decimal128(9, 2),
    "rate": pa.decimal128(38, 10),
    "points": pa.decimal128(5, 0),
    "share": pa.decimal128(4, 4),
    "name": pa.string(),
    "code": pa.string(),
    "day": pa.date32(),
    "at": pa.timestamp("us"),
}


def decimals(precision: int, scale: int, most: int = 0) -> st.SearchStrategy[Decimal]:
    """Decimals up to the edge of their type, and the edges themselves."""
    edge = most or 10**precision - 1
    whole = st.integers(-edge, edge) | st.sampled_from([edge, -edge, 0, 1, -1])
    # By its digits: arithmetic would round to the 28 of Python's decimal context.
    return whole.map(lambda value: Decimal((value < 0, tuple(map(int, str(abs(value)))), -scale)))


def rows(text: st.SearchStrategy[str], digits: int = 38) -> st.SearchStrategy[list[Row]]:
    """Some rows of the contract in fuzz/every_type.odcs.yaml; what may be empty is at times."""
    clock = CHANGES.map(datetime.fromisoformat)
    moments = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)) | clock  # noqa: DTZ001 - local times
    may_be_empty = {
        "lines": st.integers(-(2**31), 2**31 - 1),
        "rate": decimals(min(digits, 38), 10),
        "points": st.integers(-500, 50_000).map(Decimal),
        "share": decimals(4, 4),
        "name": text,
        "code": st.from_regex("[A-Z]{1,3}", fullmatch=True),
        "at": moments.map(lambda moment: moment.replace(microsecond=0)),
    }
    required = {
        "id": st.integers(-(2**63), 2**63 - 1),
        "amount": decimals(9, 2),
        "day": st.dates(date(2000, 1, 1), date(9999, 12, 30)),
    }
    row = st.fixed_dictionaries({**required, **{name: st.none() | values for name, values in may_be_empty.items()}})
    # Their names in one order, that of the widths: hypothesis changes it.
    return st.lists(row.map(lambda values: {name: values[name] for name in WIDTHS}), min_size=1, max_size=5)


def loaded(given: Sequence[Row], time_zone: str) -> list[Row]:
    """The rows as they should stand in bronze: local times in UTC."""
    return [row | {"at": row["at"] and utc_of(row["at"], time_zone)} for row in given]


def text_of(value: Any, mark: str = ".") -> str:
    """A value as a till writes it."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", mark)
    return "" if value is None else str(value)


def csv_file(given: Sequence[Row], delimiter: str, mark: str, line_end: str, *, quotes: bool) -> bytes:
    """The rows as CSV, quoted where it must be, or everywhere."""

    def field(text: str) -> str:
        needs = quotes or any(each in text for each in (delimiter, '"', "\n", "\r"))
        return f'"{text.replace('"', '""')}"' if needs else text

    lines = [list(given[0]), *([text_of(value, mark) for value in row.values()] for row in given)]
    return "".join(delimiter.join(map(field, line)) + line_end for line in lines).encode()


def json_file(given: Sequence[Row], *, ascii_only: bool, quotes: bool) -> bytes:
    """The rows as JSON Lines, figures as figures or as texts."""

    def member(value: Any) -> str:
        if isinstance(value, int | Decimal) and not quotes:
            return text_of(value)
        return "null" if value is None else json.dumps(text_of(value), ensure_ascii=ascii_only)

    lines = [", ".join(f'"{name}": {member(value)}' for name, value in row.items()) for row in given]
    return "".join(f"{{{line}}}\n" for line in lines).encode()


def fixed_file(given: Sequence[Row], pad: str, *, left: bool) -> bytes:
    """The rows in fixed width, filled up on either side."""
    fill: Callable[[str, int, str], str] = str.ljust if left else str.rjust
    lines = ["".join(fill(text_of(row[name]), width, pad) for name, width in WIDTHS.items()) for row in given]
    return "".join(f"{line}\n" for line in lines).encode()


def workbook(given: Sequence[Row]) -> bytes:
    """The rows in a sheet: real dates and figures where Excel can hold them."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, list(given[0]))
    for at, row in enumerate(given, 1):
        for column, (name, value) in enumerate(row.items()):
            if name in ("lines", "amount", "points", "share") and value is not None:
                sheet.write_number(at, column, float(value))
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value, moment if isinstance(value, datetime) else day)
            elif value is not None:
                sheet.write_string(at, column, text_of(value))
    book.close()
    return content.getvalue()


def parquet_file(given: Sequence[Row], time_zone: str = "") -> bytes:
    """The rows as typed columns; with a time zone, its local times as moments in UTC."""
    columns = {name: pa.array([row[name] for row in given], kind) for name, kind in PARQUET.items()}
    if time_zone:
        moments = [row["at"] and utc_of(row["at"], time_zone).astimezone(UTC) for row in given]
        columns["at"] = pa.array(moments, pa.timestamp("us", "UTC"))
    content = io.BytesIO()
    pq.write_table(pa.table(columns), content)
    return content.getvalue()
