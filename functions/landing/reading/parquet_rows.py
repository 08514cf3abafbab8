"""Parquet files: their columns as texts in the contract's notation, so that one set of rules holds for every format."""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.reading.block import Block, FileRows, places
from functions.landing.reading.packed import ALWAYS_ALLOWED, MOST_EXPANSION
from functions.landing.reading.refusals import unreadable
from functions.landing.reading.whole_file import whole_file
from jobs.contracts.paths import LandingPath

_ROWS_AT_A_TIME = 2**17
_SECONDS, _TO_THE_SECOND = pa.timestamp("s"), 10**6


def parquet_rows(pieces: Iterator[bytes], path: LandingPath, time_zone: str) -> FileRows:
    """The rows of a Parquet file. Moments with a zone are given in the source's; figures of floating point by the
    shortest text that tells them apart.

    Raises FileRefused (file-unreadable), also for columns of binary type.
    """
    try:
        file = pyarrow.parquet.ParquetFile(arrow.PythonFile(whole_file(pieces), mode="r"), pre_buffer=False)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(path, f"no Parquet ({type(error).__name__})", "a Parquet file") from error
    _require_measure(file.metadata, path)
    binary = [field.name for field in schema if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)]
    if binary:
        raise unreadable(path, f"binary columns: {', '.join(binary)[:200]}", "texts, figures, dates and times")
    return FileRows(list(schema.names), _blocks(file, path, time_zone))


def _require_measure(metadata: Any, path: LandingPath) -> None:
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    expanded = sum(group.total_byte_size for group in groups)
    packed = sum(group.column(at).total_compressed_size for group in groups for at in range(group.num_columns))
    if expanded > max(ALWAYS_ALLOWED, packed * MOST_EXPANSION):
        raise unreadable(path, f"Parquet that expands more than {MOST_EXPANSION} times", "a sales file")


def _blocks(file: Any, path: LandingPath, time_zone: str) -> Iterator[Callable[[], Block]]:
    first = 1
    try:
        for batch in file.iter_batches(batch_size=_ROWS_AT_A_TIME, use_threads=False):
            yield partial(_block, batch, first, time_zone)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, f"Parquet that is damaged ({type(error).__name__})", "a sound Parquet file") from error


def _block(batch: Any, first: int, time_zone: str) -> Block:
    columns = [_texts(column, time_zone) for column in batch.columns]

    def text(position: int) -> bytes:
        return "\t".join(column[position].as_py() or "" for column in columns).encode()

    return Block(batch.num_rows, columns, places(first, batch.num_rows), text)


def _texts(column: Array, time_zone: str) -> Array:
    kind: Any = column.type
    if pa.types.is_dictionary(kind):
        return _texts(kernels.cast(column, kind.value_type), time_zone)
    if pa.types.is_timestamp(kind):
        return _moments(column, time_zone)
    if pa.types.is_nested(kind):
        return arrow.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())  # type: ignore[no-any-return]  # typed as Any
    texts: Array = kernels.cast(column, pa.string())
    return texts


def _moments(column: Array, time_zone: str) -> Array:
    """Local time to the second; a moment between two seconds keeps its fraction, which no contract column takes."""
    kind: Any = column.type
    if kind.tz:
        column = kernels.local_timestamp(kernels.cast(column, pa.timestamp(kind.unit, time_zone)))
    with contextlib.suppress(pa.ArrowInvalid):
        column = kernels.cast(column, _SECONDS)
    texts: Array = kernels.cast(column, pa.string())
    return texts
