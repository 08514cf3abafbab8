"""What reading gives, whatever the format: blocks of rows as text, and the rows that no reader could take apart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from functions.landing.checking.arrow import Array
from functions.landing.violation import Violation

type Numbers = npt.NDArray[np.int64]

LONGEST_ROW_BYTES = 2**20
_CACHED_BYTES = 2**18


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not loaded: its 1-based number, its raw text as far as known, and all that is wrong with it."""

    number: int
    text: bytes
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of rows.

    rows      how many rows there are, sound and broken
    columns   one string column per column of the file, sound rows only
    numbers   the sound rows' 1-based places among the file's data rows
    text      the raw text of the sound row at a position, without its line end
    broken    the rows that cannot be taken apart, in order
    others    for formats whose rows may each bring columns of their own: these, one dict per sound row
    """

    rows: int
    columns: Sequence[Array]
    numbers: Numbers
    text: Callable[[int], bytes]
    broken: list[RefusedRow] = field(default_factory=list)
    others: Sequence[dict[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class FileRows:
    """An opened file: the names of its columns in its order, and its rows as blocks still to be parsed.

    Each item is called once, on any thread; blocks are independent of each other, and in the file's order.
    """

    names: list[str]
    blocks: Iterator[Callable[[], Block]]


def places(first: int, rows: int) -> Numbers:
    """The numbers of `rows` rows that follow each other from `first` on."""
    return np.arange(first, first + rows, dtype=np.int64)


def as_bytes(text: bytes) -> npt.NDArray[Any]:
    """The text as an array of its bytes, without a copy."""
    return np.frombuffer(text, np.uint8)


def cached_steps(characters: npt.NDArray[np.uint8]) -> Iterator[npt.NDArray[np.uint8]]:
    """The bytes in steps that stay in the processor's cache while they are looked at."""
    return (characters[at : at + _CACHED_BYTES] for at in range(0, len(characters), _CACHED_BYTES))
