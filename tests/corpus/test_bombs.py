"""Files that are small and unpack to what no memory holds: read to a limit, and refused."""

import io
import re
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from functions.landing.reading.packed import ALWAYS_ALLOWED
from tests.corpus.case import HEADER, ROW, Case, source_text
from tests.corpus.outcome import outcome_of
from tests.corpus.packed import zipped
from tests.corpus.workbooks import NAMES, SOLD, changed, workbook

GIGABYTE, PIECE = 2**30, b"7" * 2**20
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


def deflated(size: int) -> bytes:
    """A deflate stream of so many equal bytes, made from one compressed piece that is repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(PIECE) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (size // len(PIECE)) + packer.flush()


def gzip_bomb() -> bytes:
    return GZIP_HEAD + deflated(GIGABYTE) + struct.pack("<II", 0, 0)


def zip_bomb() -> bytes:
    return zipped({"a.csv": HEADER.encode() + PIECE * 72})


def workbook_bomb() -> bytes:
    return changed(
        workbook([NAMES, SOLD]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("Tea", "T" * 66 * 2**20)
    )


def refusal(content: bytes, file: str, **source: str) -> str:
    return outcome_of(Case("bomb", content, source=source_text(dict(source)), file=file)).refused


def test_two_megabytes_that_hold_a_gigabyte_are_read_to_a_limit_and_refused() -> None:
    bomb = gzip_bomb()
    assert len(bomb) < 2 * 2**20
    tracemalloc.start()
    try:
        assert refusal(bomb, "a.csv.gz") == "file-unreadable"
        assert tracemalloc.get_traced_memory()[1] < 4 * ALWAYS_ALLOWED
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("build", "file", "source"),
    [
        (zip_bomb, "a.csv.zip", {}),
        (workbook_bomb, "a.xlsx", {"format": "xlsx"}),
    ],
)
def test_other_bombs_are_refused_too(build: Callable[[], bytes], file: str, source: dict[str, str]) -> None:
    content = build()
    assert len(content) < 2**20
    assert refusal(content, file, **source) == "file-unreadable"


def test_rows_that_are_all_equal_are_no_bomb_by_themselves() -> None:
    content = zipped({"a.csv": (HEADER + ROW * 100_000).encode()})
    outcome = outcome_of(Case("equal rows", content, source=source_text({}), file="a.zip"))
    assert outcome.landed is not None
    assert (outcome.landed.rows_in, outcome.landed.quarantined) == (100_000, 0)


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    content = zipped({"a.csv": (HEADER + ROW * 1000).encode()})
    sizes = struct.pack("<I", len(HEADER) + len(ROW) * 1000)
    assert len(re.findall(re.escape(sizes), content)) == 2
    lying = content.replace(sizes, struct.pack("<I", 200))
    assert zipfile.ZipFile(io.BytesIO(lying)).getinfo("a.csv").file_size == 200
    assert refusal(lying, "a.csv.zip") == "file-unreadable"
