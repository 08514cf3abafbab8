"""The refused rows of a file as quarantine/ holds them, read back."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from functions.landing.writing.quarantine import KEPT_CHARACTERS

_NOT_TOLD_APART = frozenset({"field-count", "quote-misplaced", "quote-unclosed", "row-too-long"})


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One refused row: its 1-based number in the file, its text and what is wrong with it, as stored."""

    row: int
    text: str
    violations: tuple[dict[str, str], ...]

    @classmethod
    def read(cls, line: bytes) -> "RefusedLine":
        """The row that one line of JSON holds."""
        stored = json.loads(line)
        return cls(stored["row"], stored["text"], tuple(stored["violations"]))

    def written(self) -> bytes:
        """The row as one line of JSON."""
        stored = {"row": self.row, "text": self.text, "violations": self.violations}
        return json.dumps(stored).encode() + b"\n"

    @property
    def is_cut(self) -> bool:
        """The text is longer than quarantine keeps; raw/ alone has all of it."""
        return len(self.text) >= KEPT_CHARACTERS

    @property
    def reasons(self) -> str:
        """All that is wrong with the row, for a person."""
        return "; ".join(_reason(violation) for violation in self.violations)

    def fields(self, delimiter: str, width: int) -> list[str] | None:
        """The row's fields; None where they cannot be told apart with certainty."""
        if self.is_cut or any(self._breaks_the_row(violation) for violation in self.violations):
            return None
        try:
            rows = list(csv.reader([self.text], delimiter=delimiter, strict=True))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 and len(rows[0]) == width else None

    def _breaks_the_row(self, violation: dict[str, str]) -> bool:
        return violation["code"] in _NOT_TOLD_APART or (violation["code"], violation["column"]) == (
            "control-character",
            "",
        )


def refused_lines(stream: BinaryIO) -> Iterator[RefusedLine]:
    """The refused rows of a quarantine file, in its order."""
    for line in stream:
        yield RefusedLine.read(line)


def _reason(violation: dict[str, str]) -> str:
    column = f"{violation['column']}: " if violation["column"] else ""
    return f"{violation['code']} ({column}found {violation['found']}, expected {violation['expected']})"
