"""Arrow's arrays and kernels as the check uses them: columns whose type is known at run time only."""

from typing import Any

import pyarrow as pa
import pyarrow.compute

type Array = pa.Array[Any]

# Typed as Any on purpose: the published stubs give each kernel an overload per scalar type and none for a column whose
# type comes from a contract, so that every single call would need a cast.
kernels: Any = pyarrow.compute
arrow: Any = pa


def positions(mask: Array) -> list[int]:
    """Where the mask is true; null counts as false."""
    where: list[int] = kernels.indices_nonzero(kernels.fill_null(mask, False)).to_pylist()
    return where


def only_where(mask: Array, values: Array) -> Array:
    """The values where the mask is true, null elsewhere."""
    kept: Array = kernels.if_else(mask, values, arrow.scalar(None, values.type))
    return kept


def repeated(value: object, arrow_type: pa.DataType, rows: int) -> Array:
    """A column that holds the same value in each row."""
    column: Array = arrow.repeat(arrow.scalar(value, arrow_type), rows)
    return column
