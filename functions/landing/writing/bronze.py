"""Good rows become Parquet: the contract's columns typed, the unknown columns by name, and where each row came from.

The last step for a row that is loaded. Row groups are of bounded size, so that memory is, whatever the file's length.
"""

from functools import cache
from typing import Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet

from functions.landing.checking.arrow import kernels
from jobs.contracts.dataset import Column, Contract

ROW_GROUP_ROWS = 2**17
EXTRAS = "extras"
FILE_VERSION = "file_version"
SALES_DATE = "sales_date"
ROW_NUMBER = "row_number"
# The same text in every row: in memory it is there once; in the file it is a text like others.
ONE_TEXT = pa.dictionary(pa.int32(), pa.string())

# Typed as Any: the published stubs know use_dictionary as a bool only.
_parquet_writer: Any = pyarrow.parquet.ParquetWriter
# A decimal of at most so many digits is stored as a 64-bit integer.
_DIGITS_OF_AN_INTEGER = 18
_SAMPLE_ROWS, _MOST_DISTINCT = 10_000, 0.1

_TYPES: dict[str, pa.DataType] = {
    "bigint": pa.int64(),
    "int": pa.int32(),
    "string": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
}


@cache
def bronze_schema(contract: Contract) -> pa.Schema:
    """The contract's columns in its order, then extras, file_version and row_number (1-based data row)."""
    fields = [pa.field(column.name, arrow_type(column), nullable=column.nullable) for column in contract.columns]
    fields.append(pa.field(EXTRAS, pa.map_(pa.string(), pa.string()), nullable=False))
    fields.append(pa.field(FILE_VERSION, ONE_TEXT, nullable=False))
    fields.append(pa.field(ROW_NUMBER, pa.int64(), nullable=False))
    return pa.schema(fields)


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a contract column; timestamps are in UTC."""
    return pa.decimal128(*column.decimal) if column.decimal else _TYPES[column.type]


def _storage(contract: Contract, rows: pa.Table) -> dict[str, Any]:
    """How columns are stored: figures as packed differences, which zstd would make no smaller but half as fast."""
    packed = [column.name for column in contract.columns if _is_figure(column)] + [ROW_NUMBER]
    texts = [column.name for column in contract.columns if column.type == "string" and _repeats(rows[column.name])]
    return {
        "compression": {name: "NONE" if name in packed else "ZSTD" for name in bronze_schema(contract).names},
        "column_encoding": dict.fromkeys(packed, "DELTA_BINARY_PACKED"),
        "use_dictionary": [*texts, FILE_VERSION, "extras.key_value.key"],
        "store_decimal_as_integer": True,
        # Bronze is read whole: nothing looks for a row by its values there.
        "write_statistics": [SALES_DATE],
        "store_schema": False,
    }


def _is_figure(column: Column) -> bool:
    return column.decimal[0] <= _DIGITS_OF_AN_INTEGER if column.decimal else column.type != "string"


def _repeats(column: Any) -> bool:
    """Whether a column of texts says the same again and again, by its first values: a dictionary helps only then."""
    sample = column.slice(0, _SAMPLE_ROWS)
    return bool(kernels.count_distinct(sample).as_py() < _MOST_DISTINCT * max(len(sample), 1))


class BronzeFile:
    """Writes tables of the bronze schema to a stream as one Parquet file; `rows` counts what was written."""

    def __init__(self, stream: BinaryIO, contract: Contract) -> None:
        self.schema = bronze_schema(contract)
        self.rows = 0
        self._stream, self._contract = stream, contract
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._write_out()
        self._writer.close()

    def append(self, table: pa.Table) -> None:
        """Add rows; they are written once a row group is full, and at the end."""
        self.rows += table.num_rows
        self._waiting.append(table)
        self._waiting_rows += table.num_rows
        if self._waiting_rows >= ROW_GROUP_ROWS:
            self._write_out()

    def _write_out(self) -> None:
        rows = pa.concat_tables(self._waiting) if self._waiting else self.schema.empty_table()
        if self._writer is None:
            # The first rows say how the others are stored best.
            self._writer = _parquet_writer(self._stream, self.schema, **_storage(self._contract, rows))
        if rows.num_rows:
            self._writer.write_table(rows, row_group_size=ROW_GROUP_ROWS)
        self._waiting, self._waiting_rows = [], 0
