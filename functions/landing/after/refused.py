"""The refused rows of a file as quarantine/ holds them, read back."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from functions.landing.writing.quarantine import KEPT_CHARACTERS


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One refused row: its 1-based number in the file, its text and what is wrong with it, as stored.

    is_mended says that the text is what a person returned, as CSV, and not what stands in the file.
    """

    row: int
    text: str
    violations: tuple[dict[str, str], ...]
    is_mended: bool = False

    @classmethod
    def read(cls, line: bytes) -> "RefusedLine":
        """The row that one line of JSON holds."""
        stored = json.loads(line)
        return cls(stored["row"], stored["text"], tuple(stored["violations"]), stored.get("mended", False))

    def written(self) -> bytes:
        """The row as one line of JSON."""
        stored = {"row": self.row, "text": self.text, "violations": self.violations, "mended": self.is_mended}
        return json.dumps(stored).encode() + b"\n"

    @property
    def is_cut(self) -> bool:
        """The text is longer than quarantine keeps."""
        return len(self.text) >= KEPT_CHARACTERS

    @property
    def reasons(self) -> str:
        """All that is wrong with the row, for a person."""
        return "; ".join(_reason(violation) for violation in self.violations)

    def mended_fields(self, delimiter: str) -> list[str] | None:
        """The fields that a person returned; None where not all of them are kept."""
        return None if self.is_cut else next(csv.reader([self.text], delimiter=delimiter, strict=True))


def refused_lines(stream: BinaryIO) -> Iterator[RefusedLine]:
    """The refused rows of a quarantine file, in its order."""
    for line in stream:
        yield RefusedLine.read(line)


def _reason(violation: dict[str, str]) -> str:
    column = f"{violation['column']}: " if violation["column"] else ""
    return f"{violation['code']} ({column}found {violation['found']}, expected {violation['expected']})"
