"""Refused rows become JSON Lines, one object per row, each with all that is wrong with it."""

import json
from collections import Counter
from typing import BinaryIO

from functions.landing.reading.rows import RefusedRow

KEPT_CHARACTERS = 16_384


class QuarantineFile:
    """Writes refused rows to a stream; `rows` counts them and `violations` what they were refused for, by code."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.rows = 0
        self.violations: Counter[str] = Counter()

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
        self.violations.update(each.code for each in refused.violations)
