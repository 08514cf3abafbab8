"""The bytes of a column of texts, looked at as one array: what is in them, and which texts are empty."""

import numpy as np
import numpy.typing as npt

from functions.landing.checking.arrow import Array, arrow
from functions.landing.reading.block import cached_steps

_FEW = 4
_SPACE, _DELETE, _FIRST_OF_C1 = 32, 127, 0xC2


def bounds(text: Array) -> npt.NDArray[np.int32]:
    """Where each text begins in the column's bytes, and where the last one ends."""
    offsets = np.frombuffer(arrow.py_buffer(text.buffers()[1]), np.int32)
    return offsets[text.offset : text.offset + len(text) + 1]


def content(text: Array) -> npt.NDArray[np.uint8]:
    """The bytes of all texts, one after the other."""
    if len(text) == text.null_count:
        return np.array([], np.uint8)
    ends = bounds(text)
    return np.frombuffer(arrow.py_buffer(text.buffers()[2]), np.uint8)[ends[0] : ends[-1]]


def has_empty(text: Array) -> bool:
    """Whether a text is empty; null counts as empty too."""
    return len(text) != 0 and bool((np.diff(bounds(text)) == 0).any())


def may_hold_control(text: Array) -> bool:
    """Whether a text may hold a control character: also for a tab, and for U+00A0 to U+00BF, which begin like one."""
    return any(
        bool(((step < _SPACE) | (step == _DELETE) | (step == _FIRST_OF_C1)).any())
        for step in cached_steps(content(text))
    )


def holds_only(text: Array, allowed: bytes) -> bool:
    """Whether no text holds a byte outside `allowed`."""
    low, high = min(allowed), max(allowed)
    gaps = [byte for byte in range(low, high) if byte not in allowed]
    if len(gaps) > _FEW:
        return not content(text).tobytes().translate(None, allowed)
    # Below `low` the difference wraps round to something large.
    return not any(
        bool((step - np.uint8(low) > high - low).any()) or any(bool((step == gap).any()) for gap in gaps)
        for step in cached_steps(content(text))
    )
