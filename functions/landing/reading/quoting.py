"""How far the quotes of a text are sound by RFC 4180: a quote opens a field at its start and closes it at its end.

The quotes of sound text open and close in turn, so that the question can be asked of all of them at once.
"""

from dataclasses import dataclass

import numpy as np

from functions.landing.reading.block import as_bytes
from functions.landing.reading.line_bounds import CR, LF, QUOTE, Places, outside

_AT_A_BORDER = 0


@dataclass(frozen=True, slots=True)
class SoundText:
    """The beginning of a text that is whole rows of sound fields; end may be 0.

    quotes      the places of the quotes in it
    line_ends   the places of the line ends that end a row
    """

    end: int
    quotes: Places
    line_ends: Places


def sound_beginning(text: bytes, delimiter: int, *, final: bool) -> SoundText:
    """How much of a text, which begins with a row, can be believed; `final` says that nothing follows it."""
    characters = as_bytes(text)
    quotes = np.flatnonzero(characters == QUOTE)
    believed = _first_fault(text, quotes, delimiter, final)
    line_ends = outside(np.flatnonzero(characters[:believed] == LF), quotes)
    ends_with_text = final and believed == len(text) and quotes.size % 2 == 0
    end = len(text) if ends_with_text else int(line_ends[-1]) + 1 if line_ends.size else 0
    return SoundText(end, quotes[: np.searchsorted(quotes, end)], line_ends)


def _first_fault(text: bytes, quotes: Places, delimiter: int, final: bool) -> int:
    """The place from which on nothing is certain; the length of the text where all of it is."""
    faults = [len(text)]
    opening, closing = quotes[0::2], quotes[1::2]
    before = _at(text, opening - 1)
    doubled = opening[1:] - 1 == closing[: max(opening.size - 1, 0)]
    follows_quote = np.concatenate(([False], doubled))[: opening.size]
    misplaced = opening[~((before == delimiter) | (before == LF) | (opening == 0) | follows_quote)]
    after, beyond = _at(text, closing + 1), _at(text, closing + 2)
    at_line_end = (after == LF) | ((after == CR) & ((beyond == LF) | ((closing + 2 >= len(text)) & (not final))))
    reopened = np.concatenate((doubled, [False]))[: closing.size]
    trailed = closing[~((after == delimiter) | at_line_end | (closing + 1 >= len(text)) | reopened)]
    returns = outside(np.flatnonzero(as_bytes(text) == CR), quotes)
    lone = returns[(_at(text, returns + 1) != LF) & ((returns + 1 < len(text)) | final)]
    faults += [int(places[0]) for places in (misplaced, trailed, lone) if places.size]
    if quotes.size % 2:
        faults.append(int(quotes[-1]))
    return min(faults)


def _at(text: bytes, places: Places) -> Places:
    """The bytes at these places; those outside the text count as none."""
    characters = as_bytes(text)
    inside = (places >= 0) & (places < len(text))
    found: Places = np.where(inside, characters[np.clip(places, 0, max(len(text) - 1, 0))], _AT_A_BORDER)
    return found
