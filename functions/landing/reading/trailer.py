"""The last line of a text that is no row but says how many there were: taken off, and what it says."""

import re
from collections.abc import Iterator

from functions.landing.reading.block import LONGEST_ROW_BYTES
from functions.landing.reading.refusals import cut_off
from jobs.contracts.paths import LandingPath


class TrailerCut:
    """Passes text on without its last line; after the last piece, `totals` holds what that line says."""

    def __init__(self, pieces: Iterator[bytes], pattern: str, path: LandingPath) -> None:
        self._pieces, self._pattern, self._path = pieces, re.compile(pattern), path
        self.totals: dict[str, str] = {}

    def __iter__(self) -> Iterator[bytes]:
        """The text; raises FileRefused (file-cut-off) at its end where the last line is no trailer."""
        held = b""
        for piece in self._pieces:
            held += piece
            cut = _last_line(held)
            if len(held) - cut > LONGEST_ROW_BYTES:
                cut = len(held)
            if cut:
                yield held[:cut]
                held = held[cut:]
        line = held.rstrip(b"\r\n").decode(errors="replace")
        match = self._pattern.fullmatch(line)
        if not match:
            found = f"a last line of {len(line):,} characters that is no trailer" if line else "no last line"
            raise cut_off(self._path, found, f"a last line that {self._pattern.pattern!r} matches")
        self.totals.update({name: text for name, text in match.groupdict().items() if text is not None})


def _last_line(text: bytes) -> int:
    """Where the last line of a text begins, whether or not it is ended."""
    end = len(text)
    while end and text[end - 1 : end] in (b"\n", b"\r"):
        end -= 1
    return text.rfind(b"\n", 0, end) + 1
