"""Decimals as whole numbers of their last digit, and back: arithmetic that is exact and fast while it fits 64 bits."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow

type Whole = npt.NDArray[Any]


def whole_numbers(amount: Array) -> Whole | None:
    """The figures without their decimal point; None where one needs more than 64 bits. Where null, any number."""
    words: Whole = np.frombuffer(arrow.py_buffer(amount.buffers()[1]), np.int64)
    words = words[2 * amount.offset : 2 * (amount.offset + len(amount))]
    low, high = words[0::2], words[1::2]
    return low if bool((high == low >> 63).all()) else None


def as_decimals(whole: Whole, kind: pa.DataType) -> Array:
    """Whole numbers of 64 bits as decimals of the type, which is to have the digits for them."""
    words = np.empty((len(whole), 2), np.int64)
    words[:, 0] = whole
    words[:, 1] = words[:, 0] >> 63
    values: Array = arrow.Array.from_buffers(kind, len(whole), [None, arrow.py_buffer(words)])
    return values


def divided(above: Whole, below: Whole | int) -> Whole:
    """Whole quotients, a half away from zero; the sizes of both together are to fit where they are 64 bits."""
    size = np.abs(below)
    quotients: Whole = np.sign(above) * np.sign(below) * ((np.abs(above) + size // 2) // size)
    return quotients


def most(whole: Whole) -> int:
    """The largest size among them, 0 of none."""
    return max(abs(int(whole.max(initial=0))), abs(int(whole.min(initial=0))))


def scale(amount: Array) -> int:
    """How many decimals the figures have."""
    kind: Any = amount.type
    decimals: int = kind.scale
    return decimals
