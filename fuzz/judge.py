"""One input of the fuzzer against all that must hold: no other error, no row lost, no way of reading that differs.

An input is four bytes, which choose the till, the size of the pieces it is read in, and how it is packed; the rest is
the file.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pyarrow.parquet as pq

from functions.landing import check
from functions.landing.reading.block import LONGEST_ROW_BYTES
from functions.landing.reading.open_rows import CHUNK_BYTES
from functions.landing.violation import FILE_CODES, ROW_CODES
from fuzz.slow_check import Expected, expected_of
from fuzz.tills import SOURCE, Till, tills
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath

HEAD_BYTES = 4
PLAIN, GZIP, ZIP, DAMAGED_GZIP, DAMAGED_ZIP = range(5)
SHORT_ROW_BYTES = 120
SHORT_ROWS, WITH_HEADER, RECODED, ONE_THREAD = 1, 2, 4, 8
# How a gzip and a zip file begin: under a plain name that is a mistake, whatever text it may be.
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
_SUFFIXES = {PLAIN: "", GZIP: ".gz", ZIP: ".zip", DAMAGED_GZIP: ".gz", DAMAGED_ZIP: ".zip"}


class LawBroken(AssertionError):
    """Raised where an input shows that landing does not do what it should."""


@dataclass(frozen=True)
class Given:
    """A file to be landed, as an input tells it: packed or not; `text` is what it unpacks to, None where unknown."""

    till: Till
    content: bytes
    text: bytes | None
    suffix: str
    chunk_bytes: int
    longest_row: int
    one_thread: bool

    @classmethod
    def of(cls, given: bytes) -> "Given":
        """The file that an input stands for."""
        head, body = given[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0"), given[HEAD_BYTES:]
        till, packing, flags = tills()[head[0] % len(tills())], head[2] % len(_SUFFIXES), head[3]
        encoding = till.mapping.dialect.encoding
        if flags & WITH_HEADER:
            body = (till.header.encode() if flags & RECODED else till.header.encode(encoding)) + body
        if flags & RECODED:
            body = body.decode(errors="ignore").encode(encoding, errors="ignore")
        longest = SHORT_ROW_BYTES if flags & SHORT_ROWS else LONGEST_ROW_BYTES
        text = None if packing in (DAMAGED_GZIP, DAMAGED_ZIP) else body
        one_thread = bool(flags & ONE_THREAD)
        return cls(till, _packed(body, packing), text, _SUFFIXES[packing], 1 + head[1], longest, one_thread)


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the code it was refused with, or its books, loaded rows and refused ones."""

    refused: str = ""
    landed: check.Landed | None = None
    rows: tuple[dict[str, Any], ...] = ()
    quarantined: tuple[dict[str, Any], ...] = ()


def judge(given: bytes) -> Outcome:
    """What becomes of the file of an input. Raises LawBroken, or whatever else should not come out of landing."""
    file = Given.of(given)
    whole = outcome_of(file, CHUNK_BYTES)
    require_every_row(whole)
    expected = None
    if file.text is not None:
        expected = _expected(file, file.text)
        require_expected(whole, expected)
    parts = outcome_of(file, file.chunk_bytes)
    if parts != whole and not (parts.refused and whole.refused and _may_be_told_apart(expected, parts)):
        raise LawBroken(f"in pieces of {file.chunk_bytes}: {parts}\nas a whole: {whole}")
    return whole


def _expected(file: Given, text: bytes) -> Expected:
    if not file.suffix and text.startswith(_PACKED):
        return Expected({"file-unreadable"})
    return expected_of(text, file.till.contract, file.till.mapping, file.longest_row)


def _may_be_told_apart(expected: Expected | None, parts: Outcome) -> bool:
    """A file with several reasons to be refused is refused for the one that is met first."""
    return expected is None or parts.refused in expected.refusals


def outcome_of(file: Given, chunk_bytes: int) -> Outcome:
    """The outcome of the real check, in memory."""
    bronze, quarantine = io.BytesIO(), io.BytesIO()
    till = file.till
    work = mock.patch.object(check, "in_order", _one_by_one) if file.one_thread else nullcontext()
    try:
        with work:
            landed = check.check_file(
                io.BytesIO(file.content),
                path=LandingPath(till.contract.dataset, SOURCE, f"a{file.suffix}"),
                version="v",
                contract=till.contract,
                mapping=till.mapping,
                bronze=bronze,
                quarantine=quarantine,
                chunk_bytes=chunk_bytes,
                longest_row=file.longest_row,
            )
    except FileRefused as refused:
        if refused.refusal not in FILE_CODES:
            raise LawBroken(f"a refusal that is in no catalogue: {refused.refusal}") from refused
        return Outcome(refused.refusal)
    rows = pq.read_table(io.BytesIO(bronze.getvalue()), use_threads=False).to_pylist(maps_as_pydicts="strict")
    return Outcome("", landed, tuple(rows), tuple(json.loads(line) for line in quarantine.getvalue().splitlines()))


def require_every_row(outcome: Outcome) -> None:
    """Raises LawBroken where a row is lost, told of twice, or refused for no known reason."""
    landed = outcome.landed
    if landed is None:
        return
    numbers = [row["row_number"] for row in outcome.rows], [row["row"] for row in outcome.quarantined]
    if sorted(numbers[0] + numbers[1]) != list(range(1, landed.rows_in + 1)):
        raise LawBroken(f"rows {numbers} of {landed.rows_in}")
    if (landed.loaded, landed.quarantined) != (len(numbers[0]), len(numbers[1])):
        raise LawBroken(f"books {landed}, rows {numbers}")
    if any(part != sorted(part) for part in numbers):
        raise LawBroken(f"rows out of order: {numbers}")
    for row in outcome.quarantined:
        if not row["violations"] or any(each["code"] not in ROW_CODES for each in row["violations"]):
            raise LawBroken(f"refused for no known reason: {row}")


def require_expected(outcome: Outcome, expected: Expected) -> None:
    """Raises LawBroken where a refusal, a value or a violation is another than the slow check's."""
    if outcome.refused or expected.refusals:
        if outcome.refused not in expected.refusals:
            raise LawBroken(f"refused: {outcome.refused!r}, expected one of {sorted(expected.refusals)}")
        return
    bad = {
        row["row"]: sorted((each["column"], each["code"]) for each in row["violations"]) for row in outcome.quarantined
    }
    if bad != expected.bad:
        raise LawBroken(f"violations: {bad}\nexpected: {expected.bad}")
    for row in outcome.rows:
        found = {name: value for name, value in row.items() if name not in ("file_version", "row_number")}
        if found != expected.good[row["row_number"]]:
            raise LawBroken(f"loaded: {found}\nexpected: {expected.good[row['row_number']]}")


def _packed(body: bytes, packing: int) -> bytes:
    if packing == GZIP:
        return gzip.compress(body, mtime=0)
    if packing != ZIP:
        return body
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a"), body)
    return content.getvalue()


def _one_by_one[Item, Result](items: Iterator[Item], work: Callable[[Item], Result]) -> Iterator[Result]:
    return map(work, items)
