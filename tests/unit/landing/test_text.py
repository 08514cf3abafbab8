import gzip
import io
import zlib

import pytest

from functions.landing.reading.packed import unpacked
from functions.landing.reading.text import readable_text
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath


def read(content: bytes, *, name: str = "a.csv", encoding: str = "utf-8", chunk_bytes: int = 7) -> bytes:
    path = LandingPath("pos_sales", "test", name)
    pieces = unpacked(io.BytesIO(content), path, chunk_bytes)
    return b"".join(readable_text(pieces, path=path, encoding=encoding))


def refusal(content: bytes, **how: str) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(content, **how)
    assert all((refused.value.where, refused.value.found, refused.value.expected, refused.value.next_step))
    return refused.value


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("K\u00e4se \u20ac".encode(), "utf-8"),
        ("\ufeffK\u00e4se \u20ac".encode(), "utf-8"),
        ("K\u00e4se \u20ac".encode("utf-16"), "utf-16"),
        ("K\u00e4se \u20ac".encode("cp1252"), "cp1252"),
        ("K\u00e4se \u20ac".encode("iso-8859-15"), "iso-8859-15"),
    ],
)
@pytest.mark.parametrize("chunk_bytes", [1, 2, 1000])
def test_text_in_the_declared_encoding_becomes_utf_8_without_a_mark(content, encoding, chunk_bytes):
    assert read(content, encoding=encoding, chunk_bytes=chunk_bytes) == "K\u00e4se \u20ac".encode()


@pytest.mark.parametrize("chunk_bytes", [1, 5, 1000])
def test_gzip_of_one_or_more_members_is_undone(chunk_bytes):
    packed = gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n" * 100)
    assert read(packed, name="a.csv.GZ", chunk_bytes=chunk_bytes) == b"a,b\n" + b"1,2\n" * 100


@pytest.mark.parametrize("content", [b"", "\ufeff".encode()])
def test_a_file_of_no_text_is_empty(content):
    assert refusal(content).refusal == "file-empty"


def test_gzip_of_nothing_is_empty():
    assert refusal(gzip.compress(b""), name="a.csv.gz").refusal == "file-empty"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"a,b\n1,\x00\n", "utf-8"),
        (b"a,b\n1,\xff\n", "utf-8"),
        (b"a,b\n1,\xe2\x82", "utf-8"),
        ("a,b\n".encode("utf-16"), "utf-8"),
        (b"a\x81b", "cp1252"),
        (b"\xff\xfea", "utf-16"),
        (b"PK\x03\x04\x14\x00\x06\x00", "utf-8"),
    ],
)
def test_bytes_that_are_not_text_in_the_encoding_refuse_the_file(content, encoding):
    assert refusal(content, encoding=encoding).refusal == "file-unreadable"


def test_the_place_of_the_first_wrong_byte_is_named():
    assert "offset 13" in refusal(b"0123456789\xc3\xa9x\xff").found


# Without the time, which would be in the names of the tests: workers must agree on those.
PACKED = gzip.compress(b"a,b\n" * 1000, mtime=0)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PACKED, "a.csv"),
        (b"a,b\n1,2\n", "a.csv.gz"),
        (PACKED[:-9], "a.csv.gz"),
        (PACKED[:1] + b"\x8b\x09" + PACKED[3:], "a.csv.gz"),
        (PACKED[:-5] + b"\x00" + PACKED[-4:], "a.csv.gz"),
        (PACKED + b"more", "a.csv.gz"),
    ],
)
def test_gzip_that_is_broken_or_misnamed_refuses_the_file(content, name):
    assert refusal(content, name=name).refusal == "file-unreadable"


def test_a_gzip_bomb_is_refused_before_it_has_expanded():
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(bytes([65]) * 2**20) for _ in range(200)) + bomb.flush()
    path = LandingPath("pos_sales", "test", "a.gz")
    stream = readable_text(unpacked(io.BytesIO(packed), path, 2**16), path=path, encoding="utf-8")
    seen: list[int] = []
    with pytest.raises(FileRefused, match="expands"):
        seen.extend(len(piece) for piece in stream)
    assert max(seen) <= 2**16
    assert sum(seen) < 80 * 2**20
