"""Control totals that a file declares, in its trailer or in a file beside it, against what was read of it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO, Self

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.checking.columns import ColumnReader
from functions.landing.checking.layout import Layout
from functions.landing.dialect import Dialect
from jobs.contracts.dataset import Contract
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable

ROWS, BYTES = "rows", "bytes"
DIGESTS = ("md5", "sha256")
_CHUNK = 2**20


@dataclass(slots=True)
class ReadTotals:
    """What was read of a file: rows, and of each decimal column the sum and how many rows had no readable value."""

    columns: frozenset[str]
    rows: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    unreadable: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, contract: Contract, dialect: Dialect) -> Self:
        """Nothing read yet; sums are kept where the source has a place to declare them in."""
        declares = dialect.trailer or dialect.control_file
        return cls(frozenset(column.name for column in contract.columns if declares and column.decimal))

    def add(self, rows: int, values: Mapping[str, Array], good: pa.Table) -> None:
        """Adds a block: how many rows it has in all, the values of its sound rows, and those that are loaded.

        What is empty in a loaded row was empty in the file, and adds nothing; in a refused one it may not be.
        """
        self.rows += rows
        for name in self.columns & values.keys():
            column = values[name]
            self.sums[name] = self.sums.get(name, Decimal(0)) + (kernels.sum(column).as_py() or Decimal(0))
            missing = rows - len(column) + column.null_count - good[name].null_count
            self.unreadable[name] = self.unreadable.get(name, 0) + missing


def control_totals(content: bytes, dialect: Dialect, path: LandingPath) -> dict[str, str]:
    """What the file beside a file says. Raises FileRefused where one of its patterns is not found in it."""
    text = content.decode(dialect.encoding, errors="replace").removeprefix("\ufeff")
    totals: dict[str, str] = {}
    for pattern in dialect.control_file.patterns if dialect.control_file else ():
        match = re.search(pattern, text)
        if not match:
            raise FileRefused(
                "control-file-unreadable",
                "The control file does not say what its source expects it to.",
                where=f"landing/{printable(str(path))}",
                found=f"{len(content):,} bytes",
                expected=f"a text in which {pattern!r} is found",
                next_step="send the control file again, or correct the pattern in the source",
            )
        totals |= {name: found for name, found in match.groupdict().items() if found is not None}
    return totals


def require_same_bytes(declared: Mapping[str, str], content: BinaryIO, path: LandingPath) -> None:
    """Raises FileRefused (control-total-differs) where size or digest are declared and are others."""
    if not declared.keys() & {BYTES, *DIGESTS}:
        return
    digests = {name: hashlib.new(name, usedforsecurity=False) for name in DIGESTS}
    size = 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        for digest in digests.values():
            digest.update(chunk)
    content.seek(0)
    found = {name: digest.hexdigest() for name, digest in digests.items()} | {BYTES: str(size)}
    differing = [name for name in found if name in declared and declared[name].strip().lower() != found[name]]
    if differing:
        raise _differs(path, [(name, declared[name], found[name]) for name in differing])


def require_totals(
    declared: Mapping[str, str], read: ReadTotals, layout: Layout, reader: ColumnReader, path: LandingPath
) -> tuple[str, ...]:
    """The columns whose declared sum could not be compared, since a refused row's value cannot be read.

    Raises FileRefused (control-total-differs) where rows or a sum are others than declared.
    """
    differing: list[tuple[str, str, str]] = []
    if ROWS in declared and _count(declared[ROWS]) != read.rows:
        differing.append((ROWS, declared[ROWS], f"{read.rows}"))
    uncompared = []
    for name in sorted(declared.keys() & read.sums.keys()):
        if read.unreadable[name]:
            uncompared.append(name)
        elif _figure(declared[name], name, layout, reader) != read.sums[name]:
            differing.append((name, declared[name], f"{read.sums[name]}"))
    if differing:
        raise _differs(path, differing)
    return tuple(uncompared)


def _count(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() else None


def _figure(text: str, name: str, layout: Layout, reader: ColumnReader) -> Decimal | None:
    """A declared sum, written as the source writes figures; None where it is no figure."""
    feed = next(feed for feed in layout.feeds if feed.column.name == name)
    value: Decimal | None = reader.figure(feed, arrow.array([text.strip()], pa.string()))
    return value


def _differs(path: LandingPath, differing: list[tuple[str, str, str]]) -> FileRefused:
    return FileRefused(
        "control-total-differs",
        "The file is not what its control totals say.",
        where=f"landing/{printable(str(path))}",
        found="; ".join(f"{name} {found}" for name, _, found in differing),
        expected="; ".join(f"{name} {printable(declared[:80])}" for name, declared, _ in differing),
        next_step="send the file again, whole; the till's own report tells which of the two is right",
    )
