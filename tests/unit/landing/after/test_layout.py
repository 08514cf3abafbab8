"""Refused rows of every format leave as CSV, and are read again just as they were read in their file."""

import gzip
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from functions.landing.after.layout import Layout, as_csv, csv_mapping, fields_of, layout_of
from functions.landing.check import check_file
from functions.landing.source import SourceMapping, parse_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath

NAMES = ["customer_id", "store_id", "product_name", "sales_date", "sales_person_id", "price", "quantity", "total_cost"]
GOOD = ["7", "1", "Tea", "2026-03-01", "3", "2.50", "2", "5.00"]
BAD = ["7", "1", "Té, 'x' \"y\"", "2026-03-02", "3", "2.50", "2", "4.99"]
WIDTHS = [6, 4, 14, 10, 4, 6, 4, 8]


@dataclass(frozen=True)
class File:
    """A file of one good row, one whose amounts disagree, and where the format has it one that no reader takes."""

    name: str
    dialect: str
    content: bytes


def delimited(sign: str, *, header: bool = True, end: str = "\n") -> str:
    rows = [NAMES, GOOD, [f'"{BAD[2].replace(chr(34), chr(34) * 2)}"' if at == 2 else BAD[at] for at in range(8)]]
    return "".join(sign.join(row) + end for row in rows[0 if header else 1 :])


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.csv", text)
    return out.getvalue()


def fixed_width() -> bytes:
    return "".join("".join(f.ljust(w) for f, w in zip(row, WIDTHS, strict=True)) + "\n" for row in (GOOD, BAD)).encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    typed = [[7, 1, row[2], date.fromisoformat(row[3]), 3, 2.5, 2, float(row[7])] for row in (GOOD, BAD)]
    for row in (NAMES, *typed):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({name: [GOOD[at], BAD[at]] for at, name in enumerate(NAMES)}), out)
    return out.getvalue()


FIELDS = ", ".join(f"{{name: {name}, width: {width}}}" for name, width in zip(NAMES, WIDTHS, strict=True))
JSON = "".join(json.dumps(dict(zip(NAMES, row, strict=True))) + "\n" for row in (GOOD, BAD))
FILES = [
    File("a.csv", "format: csv", delimited(",").encode()),
    File("a.csv", "format: csv\nencoding: cp1252\ndelimiter: ';'", delimited(";", end="\r\n").encode("cp1252")),
    File("a.csv.gz", "format: csv", gzip.compress(delimited(",").encode())),
    File("a.zip", "format: csv", zipped(delimited(","))),
    File(
        "a.csv",
        f"format: csv\nheader: false\nfield_names: [{', '.join(NAMES)}]",
        delimited(",", header=False).encode(),
    ),
    File("a.csv", "format: csv\ntrailer: {pattern: 'ROWS=(?P<rows>[0-9]+)'}", (delimited(",") + "ROWS=2\n").encode()),
    File("a.jsonl", "format: jsonl", JSON.encode()),
    File("a.txt", f"format: fixed_width\nfields: [{FIELDS}]", fixed_width()),
    File("a.xlsx", "format: xlsx", workbook()),
    File("a.parquet", "format: parquet", parquet()),
]


def mapping_of(file: File) -> SourceMapping:
    text = f"source: test\n{file.dialect}\ntime_zone: UTC\ndatasets: {{pos_sales: {{}}}}\n"
    return parse_source(text, where="test.yaml", name="test").mapping(contract("pos_sales"))


def path_of(file: File) -> LandingPath:
    return LandingPath("pos_sales", "test", file.name)


def checked(content: bytes, file: File, mapping: SourceMapping) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    good, bad = io.BytesIO(), io.BytesIO()
    check_file(
        io.BytesIO(content),
        path=path_of(file),
        version="v1",
        contract=contract("pos_sales"),
        mapping=mapping,
        bronze=good,
        quarantine=bad,
    )
    rows = pq.read_table(io.BytesIO(good.getvalue())).drop_columns(["row_number"]).to_pylist()
    return rows, [json.loads(line) for line in bad.getvalue().splitlines()]


@pytest.fixture(params=FILES, ids=lambda file: f"{file.name} {file.dialect[:40]}")
def file(request: pytest.FixtureRequest) -> File:
    found: File = request.param
    return found


def test_a_row_that_nobody_mended_is_refused_again_for_the_same_reasons(file: File) -> None:
    mapping = mapping_of(file)
    _, (refused,) = checked(file.content, file, mapping)
    layout, fields = read(file, mapping, {refused["row"]})
    assert layout.columns == tuple(NAMES)
    again = as_csv(layout, [fields[2]], path_of(file))
    assert checked(again, file, csv_mapping(mapping))[1][0]["violations"] == refused["violations"]


def test_a_mended_row_is_read_as_its_file_would_have_it(file: File) -> None:
    mapping = mapping_of(file)
    layout, fields = read(file, mapping, {1, 2})
    (good,), _ = checked(file.content, file, mapping)
    ((same, mended), nothing) = checked(
        as_csv(layout, [fields[1], [*fields[2][:7], "5.00"]], path_of(file)), file, csv_mapping(mapping)
    )
    assert (same, nothing) == (good, [])
    assert mended == {**good, "product_name": BAD[2], "sales_date": date(2026, 3, 2)}


def read(file: File, mapping: SourceMapping, rows: set[int]) -> tuple[Layout, dict[int, list[str]]]:
    layout = layout_of(io.BytesIO(file.content), path_of(file), mapping)
    return layout, fields_of(io.BytesIO(file.content), path_of(file), mapping, rows)


def test_a_row_that_brings_columns_of_its_own_is_not_squeezed_into_the_layout() -> None:
    more = JSON + json.dumps(dict(zip([*NAMES, "till"], [*BAD, "9"], strict=True))) + "\n"
    file = File("a.jsonl", "format: jsonl", more.encode())
    assert set(read(file, mapping_of(file), {2, 3})[1]) == {2}


def test_a_long_row_is_taken_whole_from_the_file() -> None:
    long = "x" * 20_000
    text = delimited(",").replace("'x'", long)
    file = File("a.csv", "format: csv", text.encode())
    assert long in read(file, mapping_of(file), {2})[1][2][2]
