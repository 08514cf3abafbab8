"""Where the check's two outputs go when nothing is landed: the good rows nowhere, of the refused the first reasons."""

import io
import json
from collections import Counter
from typing import Any


class Discarded(io.RawIOBase):
    """Takes whatever is written and keeps none of it."""

    def __init__(self) -> None:
        self._length = 0

    def writable(self) -> bool:
        """It is written to, and never read."""
        return True

    def write(self, content: Any) -> int:
        """Counts the bytes, since Parquet's footer says where its parts begin."""
        length = len(memoryview(content))
        self._length += length
        return length

    def tell(self) -> int:
        """How much was written."""
        return self._length


class FirstReasons(io.RawIOBase):
    """Takes the lines of a quarantine file: keeps the first violations, and counts them all.

    violations   at most `most`, each {code, row, column, found, expected}
    rows         refused rows
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.rows = 0
        self.violations: list[dict[str, object]] = []
        self.by_code: Counter[str] = Counter()

    def writable(self) -> bool:
        """It is written to, and never read."""
        return True

    def write(self, content: Any) -> int:
        """One refused row, as QuarantineFile writes it."""
        line = json.loads(content)
        self.rows += 1
        for violation in line["violations"]:
            self.by_code[violation["code"]] += 1
            if len(self.violations) < self._most:
                shown = {name: violation[name] for name in ("column", "found", "expected")}
                self.violations.append({"code": violation["code"], "row": line["row"], **shown})
        return len(content)
