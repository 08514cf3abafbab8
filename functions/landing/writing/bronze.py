"""Good rows become Parquet: the contract's columns typed, the unknown columns by name, and where each row came from.

The last step for a row that is loaded. Row groups are of bounded size, so that memory is, whatever the file's length.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet

from functions.landing.checking.arrow import Array, arrow, kernels
from jobs.contracts.dataset import Column, Contract

ROW_GROUP_ROWS = 2**17
EXTRAS = "extras"
FILE_VERSION = "file_version"
ROW_NUMBER = "row_number"

# Typed as Any: the published stubs know use_dictionary as a bool only.
_parquet_writer: Any = pyarrow.parquet.ParquetWriter

_TYPES: dict[str, pa.DataType] = {
    "bigint": pa.int64(),
    "int": pa.int32(),
    "string": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
}


def bronze_schema(contract: Contract) -> pa.Schema:
    """The contract's columns in its order, then extras, file_version and row_number (1-based data row)."""
    fields = [pa.field(column.name, arrow_type(column), nullable=column.nullable) for column in contract.columns]
    fields.append(pa.field(EXTRAS, pa.map_(pa.string(), pa.string()), nullable=False))
    fields.append(pa.field(FILE_VERSION, pa.string(), nullable=False))
    fields.append(pa.field(ROW_NUMBER, pa.int64(), nullable=False))
    return pa.schema(fields)


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a contract column; timestamps are in UTC."""
    return pa.decimal128(*column.decimal) if column.decimal else _TYPES[column.type]


def extras_column(names: Sequence[str], columns: Sequence[Array], rows: int) -> Array:
    """One map per row of the file's other columns, name to text as it stands in the file."""
    width = len(names)
    starts = arrow.array(range(0, rows * width + 1, width) if width else [0] * (rows + 1), pa.int32())
    keys = arrow.array(list(names) * rows, pa.string())
    items = arrow.array([], pa.string())
    if width:
        row_by_row = [row + column * rows for row in range(rows) for column in range(width)]
        items = kernels.take(arrow.concat_arrays(list(columns)), arrow.array(row_by_row, pa.int32()))
    maps: Array = arrow.MapArray.from_arrays(starts, keys, items)
    return maps


class BronzeFile:
    """Writes tables of the bronze schema to a stream as one Parquet file; `rows` counts what was written."""

    def __init__(self, stream: BinaryIO, contract: Contract) -> None:
        self.schema = bronze_schema(contract)
        self.rows = 0
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        texts = [column.name for column in contract.columns if column.type == "string"]
        self._writer = _parquet_writer(
            stream, self.schema, compression="zstd", use_dictionary=[*texts, FILE_VERSION, "extras.key_value.key"]
        )

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
        if self._waiting_rows:
            self._writer.write_table(pa.concat_tables(self._waiting), row_group_size=ROW_GROUP_ROWS)
        self._waiting, self._waiting_rows = [], 0
