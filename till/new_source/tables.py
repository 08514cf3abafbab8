"""Samples that tell their own format: workbooks and Parquet, read by landing's own readers."""

import io

import openpyxl
import pyarrow as pa

from functions.landing.dialect import Dialect, Format
from functions.landing.reading.open_rows import Limits, open_rows
from till.new_source.sample import Sample
from till.new_source.shape import MOST_ROWS, Shape
from till.new_source.told import Sure, Told


def table_shape(sample: Sample, table_format: Format) -> tuple[Shape, Told[str] | None]:
    """The columns and first rows, and the sheet where a workbook has several. Raises FileRefused."""
    sheet = _sheet(sample) if table_format == "xlsx" else None
    dialect = Dialect(format=table_format, sheet=sheet.value if sheet else "")
    opened = open_rows(io.BytesIO(sample.content), sample.path, dialect, "UTC", Limits())
    rows: list[list[str]] = []
    for parse in opened.rows.blocks:
        table = pa.table(list(parse().columns), names=[str(at) for at in range(len(opened.rows.names))])
        rows += [[each or "" for each in row.values()] for row in table.slice(0, MOST_ROWS - len(rows)).to_pylist()]
        if len(rows) >= MOST_ROWS:
            break
    told = Told(table_format, Sure.SURE, "the file's first bytes say so")
    return Shape(told, list(opened.rows.names), rows), sheet


def _sheet(sample: Sample) -> Told[str] | None:
    book = openpyxl.load_workbook(io.BytesIO(sample.content), read_only=True)
    if len(book.sheetnames) == 1:
        return None
    longest = max(book.sheetnames, key=lambda name: book[name].max_row or 0)
    return Told(longest, Sure.UNSURE, f"the longest of {', '.join(book.sheetnames)}")
