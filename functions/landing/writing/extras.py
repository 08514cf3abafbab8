"""The columns of a file that the contract does not know, kept by name: one map per row."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.reading.block import Block


def extras_column(names: Sequence[str], columns: Sequence[Array], block: Block) -> Array:
    """One map per sound row of the block, name to text as it stands in the file."""
    if block.others is not None:
        texts = [column.to_pylist() for column in columns]
        return _own_columns(
            [
                {name: text[row] or "" for name, text in zip(names, texts, strict=True)} | others
                for row, others in enumerate(block.others)
            ]
        )
    rows, width = len(block.numbers), len(names)
    starts = arrow.array(np.arange(rows + 1, dtype=np.int32) * width)
    if not width:
        return _maps(starts, arrow.array([], pa.string()), arrow.array([], pa.string()))
    keys = kernels.take(arrow.array(list(names), pa.string()), arrow.array(np.tile(np.arange(width), rows)))
    row_by_row = np.arange(rows * width).reshape(width, rows).T.ravel()
    items = kernels.take(arrow.concat_arrays(list(columns)), arrow.array(row_by_row))
    return _maps(starts, keys, items)


def _own_columns(others: Sequence[dict[str, str]]) -> Array:
    """Where each row brings columns of its own."""
    starts = np.concatenate(([0], np.cumsum([len(row) for row in others], dtype=np.int32)))
    keys = arrow.array([name for row in others for name in row], pa.string())
    items = arrow.array([text for row in others for text in row.values()], pa.string())
    return _maps(arrow.array(starts, pa.int32()), keys, items)


def _maps(starts: Array, keys: Array, items: Array) -> Array:
    maps: Array = arrow.MapArray.from_arrays(starts, keys, items)
    return maps
