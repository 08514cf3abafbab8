"""Where the rows of a text begin and end, and which of them are not a row of so many fields: whole texts at a time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from functions.landing.reading.block import as_bytes

type Places = npt.NDArray[np.int64]

LF, CR, QUOTE = 10, 13, 34


@dataclass(frozen=True, slots=True)
class RowBounds:
    """Rows that follow each other: each from starts to ends (without its line end), the next one at next_starts."""

    starts: Places
    ends: Places
    next_starts: Places


def row_bounds(text: bytes, line_ends: Places) -> RowBounds:
    """The rows that these line ends part; text behind the last of them is a row too."""
    if not line_ends.size or line_ends[-1] != len(text) - 1:
        line_ends = np.append(line_ends, len(text))
    starts = np.concatenate(([0], line_ends[:-1] + 1))
    characters = as_bytes(text)
    before = characters[np.maximum(line_ends - 1, 0)]
    closes = (line_ends > starts) & (before == CR) & (line_ends < len(text))
    return RowBounds(starts, line_ends - closes, np.minimum(line_ends + 1, len(text)))


def unlike(text: bytes, rows: RowBounds, delimiter: int, width: int, quotes: Places) -> npt.NDArray[np.bool_]:
    """Which rows are empty, hold a carriage return outside quotes, or have not `width` fields.

    quotes   the places of all quotes, which are known to be sound; empty for text without any
    """
    characters = as_bytes(text)
    delimiters = outside(np.flatnonzero(characters == delimiter), quotes)
    fields = np.searchsorted(delimiters, rows.ends) - np.searchsorted(delimiters, rows.starts) + 1
    returns = outside(np.flatnonzero(characters == CR), quotes)
    lone = np.searchsorted(returns, rows.ends) - np.searchsorted(returns, rows.starts)
    empty = (rows.ends == rows.starts) & (width > 1)
    strange: npt.NDArray[np.bool_] = (fields != width) | (lone > 0) | empty
    return strange


def outside(places: Places, quotes: Places) -> Places:
    """Those of the places that are not between an opening and a closing quote."""
    if not quotes.size:
        return places
    chosen: Places = places[np.searchsorted(quotes, places) % 2 == 0]
    return chosen


def no_places() -> Places:
    """None at all."""
    return np.array([], np.int64)
