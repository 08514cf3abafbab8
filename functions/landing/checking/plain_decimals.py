"""Columns of figures that all have as many decimals, read as whole numbers: twice as fast as Arrow's cast to decimals.

So tills write prices. Only what is certain is read; anything else is left to the other ways, which give the same.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from functions.landing.checking import text_bytes
from functions.landing.checking.arrow import Array, arrow
from functions.landing.checking.parsing import cast_or_none
from functions.landing.checking.whole_numbers import as_decimals

# Numbers of so many digits fit 64 bits, whatever they are.
_MOST_DIGITS = 18
_ALLOWED = b"0123456789-"


def plain_decimals(text: Array, precision: int, scale: int, mark: str) -> Array | None:
    """The values as decimal(precision,scale); None where one is odd, empty, or has other decimals than the first."""
    if precision > _MOST_DIGITS or text.null_count or not len(text):
        return None
    content, ends = text_bytes.content(text).tobytes(), text_bytes.bounds(text)
    bounds = ends - ends[0]
    decimals = _decimals(content[: int(bounds[1])], mark)
    if decimals:
        # Without its mark, .-5 would read -5.
        if f"{mark}-".encode() in content or not _stands_before_each_end(content, bounds, decimals, mark):
            return None
        content = content.translate(None, mark.encode())
        bounds = bounds - np.arange(len(bounds), dtype=np.int32)
    if decimals > scale or content.translate(None, _ALLOWED):
        return None
    figures = arrow.StringArray.from_buffers(len(text), arrow.py_buffer(bounds), arrow.py_buffer(content))
    whole = cast_or_none(figures, pa.int64())
    return None if whole is None else _scaled(whole.to_numpy(), decimals, precision, scale)


def _decimals(figure: bytes, mark: str) -> int:
    """How many digits stand behind the mark of a figure."""
    at = figure.rfind(mark.encode())
    return 0 if at < 0 else len(figure) - at - 1


def _stands_before_each_end(content: bytes, bounds: npt.NDArray[np.int32], decimals: int, mark: str) -> bool:
    """Whether each figure has one mark, with so many characters behind it."""
    places = bounds[1:] - (decimals + 1)
    if bool((places < bounds[:-1]).any()) or content.count(mark.encode()) != len(places):
        return False
    return bool((np.frombuffer(content, np.uint8)[places] == ord(mark)).all())


def _scaled(whole: npt.NDArray[Any], decimals: int, precision: int, scale: int) -> Array | None:
    """Whole numbers of so many decimals as decimals; None where one has more digits than its type."""
    limit = 10 ** (precision - scale + decimals)
    if int(whole.max()) >= limit or int(whole.min()) <= -limit:
        return None
    return as_decimals(whole * 10 ** (scale - decimals), pa.decimal128(precision, scale))
