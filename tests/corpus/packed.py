"""Packed files: cut off, damaged, bombs, archives that hold more than a file or lead out of their folder."""

import gzip
import io
import struct
import zipfile
from collections.abc import Iterator

from tests.corpus.case import HEADER, ROW, Case, source_text

TEXT = (HEADER + ROW * 3).encode()
BOOKS = (3, 3, 0, "15.00")
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_LOCAL_FLAGS, _CENTRAL_FLAGS, _CENTRAL_METHOD = 6, 8, 10


def packed_cases() -> Iterator[Case]:
    """Broken and sound packed files."""
    for name, content, file in _broken():
        yield Case(f"packed: {name}", content, refused="file-unreadable", source=source_text({}), file=file)
    for name, content, file in _sound():
        yield Case(f"packed: {name}", content, books=BOOKS, source=source_text({}), file=file)
    nothing = (gzip.compress(b""), "a.csv.gz"), (zipped({"a.csv": b""}), "a.csv.zip"), (b"", "a.csv.gz")
    for content, file in nothing:
        name = f"packed: nothing in {file}, {len(content)} bytes"
        yield Case(name, content, refused="file-empty", source=source_text({}), file=file)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, method)
    return content.getvalue()


def _sound() -> Iterator[tuple[str, bytes, str]]:
    yield "gzip of two members", gzip.compress(HEADER.encode()) + gzip.compress((ROW * 3).encode()), "a.csv.gz"
    yield "a suffix in capitals", gzip.compress(TEXT), "A.CSV.GZ"
    yield "a zip of one file", zipped({"sales.csv": TEXT}), "a.zip"
    yield "a zip with a folder", zipped({"march/": b"", "march/sales.csv": TEXT}), "a.csv.zip"
    yield "a zip without compression", zipped({"sales.csv": TEXT}, zipfile.ZIP_STORED), "a.csv.zip"
    yield "a name with dots in it", zipped({"a..b...csv": TEXT}), "a.csv.zip"


def _broken() -> Iterator[tuple[str, bytes, str]]:
    yield from _broken_gzip()
    yield from _broken_names()
    yield from _broken_zip()


def _broken_gzip() -> Iterator[tuple[str, bytes, str]]:
    packed = gzip.compress(TEXT, mtime=0)
    for length in (
        2,
        3,
        9,
        10,
        11,
        20,
        len(packed) // 2,
        len(packed) - 9,
        len(packed) - 8,
        len(packed) - 4,
        len(packed) - 1,
    ):
        yield f"gzip cut off after {length} bytes", packed[:length], "a.csv.gz"
    yield "gzip cut off in its second member", packed + packed[:30], "a.csv.gz"
    yield "gzip with another checksum", packed[:-8] + b"\0\0\0\0" + packed[-4:], "a.csv.gz"
    yield "gzip with another length", packed[:-4] + b"\1\0\0\0", "a.csv.gz"
    yield "gzip with a byte changed", packed[:40] + bytes([packed[40] ^ 0xFF]) + packed[41:], "a.csv.gz"
    yield "gzip with text behind it", packed + b"7,1", "a.csv.gz"
    yield "gzip under a plain name", packed, "a.csv"
    yield "plain text under a name in .gz", TEXT, "a.csv.gz"
    yield "gzip in gzip", gzip.compress(packed), "a.csv.gz"


def _broken_names() -> Iterator[tuple[str, bytes, str]]:
    for name in (
        "../a.csv",
        "a/../../b.csv",
        "/etc/passwd",
        "..\\a.csv",
        "C:\\a.csv",
        "\\\\server\\a.csv",
        "C:a.csv",
        "..",
    ):
        yield f"a zip with the name {name}", zipped({name: TEXT}), "a.csv.zip"
    yield "a zip with a name that is a dot", zipped({".": TEXT}), "a.csv.zip"
    yield "a zip with a name that is no UTF-8", _misnamed(zipped({"\u00e4.csv": TEXT})), "a.csv.zip"


def _broken_zip() -> Iterator[tuple[str, bytes, str]]:
    packed = zipped({"a.csv": TEXT})
    yield "a zip of two files", zipped({"a.csv": TEXT, "b.csv": TEXT}), "a.csv.zip"
    yield "a zip of a file and a note of a Mac", zipped({"a.csv": TEXT, "__MACOSX/._a.csv": b"x"}), "a.csv.zip"
    yield "a zip of a folder alone", zipped({"a/": b""}), "a.csv.zip"
    yield "a zip of nothing", zipped({}), "a.csv.zip"
    yield "a zip with a password", _with_password(packed), "a.csv.zip"
    yield "a zip in a zip", zipped({"b.csv.zip": packed}), "a.csv.zip"
    yield "a zip packed in a way that nobody knows", _with(packed, _CENTRAL, _CENTRAL_METHOD, 99), "a.csv.zip"
    yield "a zip under a plain name", packed, "a.csv"
    yield "a zip under a name in .gz", packed, "a.csv.gz"
    for length in (4, 30, 60, len(packed) - 60, len(packed) - 22, len(packed) - 1):
        yield f"a zip cut off after {length} bytes", packed[:length], "a.csv.zip"
    for method, name in ((zipfile.ZIP_DEFLATED, "deflate"), (zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        yield f"a damaged zip in {name}", _damaged(zipped({"a.csv": TEXT * 50}, method)), "a.csv.zip"


def _with(packed: bytes, record: bytes, offset: int, value: int) -> bytes:
    """The zip with other two bytes at an offset of its first such record."""
    at = packed.index(record) + offset
    return packed[:at] + struct.pack("<H", value) + packed[at + 2 :]


def _with_password(packed: bytes) -> bytes:
    return _with(_with(packed, _LOCAL, _LOCAL_FLAGS, 1), _CENTRAL, _CENTRAL_FLAGS, 1)


def _misnamed(packed: bytes) -> bytes:
    return packed.replace("\u00e4".encode(), b"\xff\xff")


def _damaged(packed: bytes) -> bytes:
    """The zip with some bytes of its content turned over."""
    middle = packed.index(_CENTRAL) // 2
    return packed[:middle] + bytes(byte ^ 0xFF for byte in packed[middle : middle + 12]) + packed[middle + 12 :]
