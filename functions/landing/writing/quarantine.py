"""Refused rows become JSON Lines, one object per row, each with all that is wrong with it."""

import json
from collections import Counter
from typing import BinaryIO

from functions.landing.reading.block import RefusedRow

KEPT_CHARACTERS = 16_384


class QuarantineFile:
    """Writes refused rows to a stream; `rows` counts them, `violations` what for, by code and column."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.rows = 0
        self.violations: Counter[tuple[str, str]] = Counter()

    def append(self, refused: RefusedRow) -> None:
        """Add a row: its number, its raw text (cut to 16,384 characters; raw/ has all of it) and its violations.

        The JSON is ASCII, so that no reader takes a line separator in a text for the end of a line.
        """
        line = {
            "row": refused.number,
            "text": refused.text[: 4 * KEPT_CHARACTERS].decode(errors="replace")[:KEPT_CHARACTERS],
            "violations": [
                {"code": each.code, "column": each.column, "found": each.found, "expected": each.expected}
                for each in refused.violations
            ],
        }
        self._stream.write(json.dumps(line).encode() + b"\n")
        self.rows += 1
        self.violations.update((each.code, each.column) for each in refused.violations)

    def by_code(self) -> dict[str, int]:
        """How many violations there were of each code, in the order of the codes."""
        counted: Counter[str] = Counter()
        for (code, _), count in self.violations.items():
            counted[code] += count
        return dict(sorted(counted.items()))
