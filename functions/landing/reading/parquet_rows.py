"""Parquet files: their columns as texts in the contract's notation, so that one set of rules holds for every format."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.reading.block import Block, FileRows, places
from functions.landing.reading.packed import require_measure
from functions.landing.reading.refusals import unreadable
from functions.landing.reading.whole_file import whole_file
from jobs.contracts.paths import LandingPath

_SECOND_HOUR = " (the second time that clocks show it)"
_ROWS_AT_A_TIME = 2**17
# Typed as Any: the published stubs do not know that pages can be held to their checksums.
_parquet_file: Any = pyarrow.parquet.ParquetFile


def parquet_rows(pieces: Iterator[bytes], path: LandingPath, time_zone: str) -> FileRows:
    """The rows of a Parquet file. Moments with a zone are given in the source's; figures of floating point by the
    shortest text that tells them apart.

    Raises FileRefused (file-unreadable), also for columns of binary type.
    """
    try:
        content = arrow.PythonFile(whole_file(pieces), mode="r")
        file = _parquet_file(content, pre_buffer=False, page_checksum_verification=True)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(path, f"no Parquet ({type(error).__name__})", "a Parquet file") from error
    _require_measure(file.metadata, path)
    if binary := [field.name for field in schema if _is_binary(field.type)]:
        raise unreadable(path, f"binary columns: {', '.join(binary)[:200]}", "texts, figures, dates and times")
    return FileRows(list(schema.names), _blocks(file, path, time_zone))


def _require_measure(metadata: Any, path: LandingPath) -> None:
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    expanded = sum(group.total_byte_size for group in groups)
    packed = sum(group.column(at).total_compressed_size for group in groups for at in range(group.num_columns))
    require_measure(expanded, packed, path, "Parquet")


def _blocks(file: Any, path: LandingPath, time_zone: str) -> Iterator[Callable[[], Block]]:
    first = 1
    try:
        for batch in file.iter_batches(batch_size=_ROWS_AT_A_TIME, use_threads=False):
            yield partial(_block, batch, first, path, time_zone)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise unreadable(path, f"Parquet that is damaged ({type(error).__name__})", "a sound Parquet file") from error


def _block(batch: Any, first: int, path: LandingPath, time_zone: str) -> Block:
    try:
        columns = [_texts(column, time_zone) for column in batch.columns]
        for column in columns:
            column.validate(full=True)
    except (pa.ArrowException, ValueError) as error:
        raise unreadable(path, f"values that are no text ({type(error).__name__})", "a sound Parquet file") from error

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
        return arrow.array([_json(value) for value in column.to_pylist()], pa.string())  # type: ignore[no-any-return]  # typed as Any
    texts: Array = kernels.cast(column, pa.string())
    is_figure = pa.types.is_decimal(kind) or pa.types.is_floating(kind)
    return _without_exponents(texts) if is_figure else texts


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _without_exponents(figures: Array) -> Array:
    """Arrow writes small decimals and large floating-point figures with an exponent, which no till has written."""
    has_one = kernels.fill_null(kernels.match_substring_regex(figures, pattern="^-?[0-9.]+[eE][-+]?[0-9]+$"), False)
    if not kernels.any(has_one).as_py():
        return figures
    plain = [f"{Decimal(text.as_py()):f}" for text in figures.filter(has_one)]
    replaced: Array = kernels.replace_with_mask(figures, has_one, arrow.array(plain, pa.string()))
    return replaced


def _is_binary(kind: Any) -> bool:
    """Whether bytes stand in the type, on whatever level."""
    if pa.types.is_dictionary(kind):
        return _is_binary(kind.value_type)
    if pa.types.is_nested(kind):
        return any(_is_binary(kind.field(at).type) for at in range(kind.num_fields))
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
    return any(is_of(kind) for is_of in binary)


def _moments(column: Array, time_zone: str) -> Array:
    """Local time to the second; a moment between two seconds keeps its fraction, which no contract column takes.

    Of the hour that clocks show twice the second one is marked, so that it is refused and not taken for the first.
    """
    kind: Any = column.type
    if not kind.tz:
        return _seconds(column)
    local = kernels.local_timestamp(kernels.cast(column, pa.timestamp(kind.unit, time_zone)))
    told = kernels.assume_timezone(local, time_zone, ambiguous="earliest", nonexistent="earliest")
    is_second = kernels.fill_null(
        kernels.not_equal(kernels.cast(told, pa.timestamp(kind.unit, kind.tz)), column), False
    )
    texts = _seconds(local)
    marked: Array = kernels.if_else(is_second, kernels.binary_join_element_wise(texts, _SECOND_HOUR, ""), texts)
    return marked


def _seconds(moments: Array) -> Array:
    texts: Array = kernels.replace_substring_regex(kernels.cast(moments, pa.string()), pattern=r"\.0+$", replacement="")
    return texts
