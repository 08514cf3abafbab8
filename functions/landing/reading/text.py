"""The bytes of a dropped file become valid UTF-8, piece by piece: gzip undone, the declared encoding decoded.

First step of the check. Whatever is not text refuses the whole file here, before a row is looked at.
"""

import codecs
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WINDOW = 31
# A sales file compresses about 10 times, one of equal rows some 200 times; only a bomb gets near deflate's 1,032.
GZIP_MOST_EXPANSION = 400
GZIP_ALWAYS_ALLOWED = 64 * 2**20


def readable_text(stream: BinaryIO, *, path: LandingPath, encoding: str, chunk_bytes: int) -> Iterator[bytes]:
    """The file's text as pieces of UTF-8, without a byte order mark, in bounded memory.

    Raises FileRefused: file-empty for a file of no text; file-unreadable for NUL bytes, bytes that the encoding
    does not know, and gzip that is broken, cut off, unexpected or expands beyond measure.
    """
    pieces = _raw_pieces(stream, path, chunk_bytes)
    decoded = _utf8(pieces, path) if encoding == "utf-8" else _recoded(pieces, path, encoding)
    length = 0
    for piece in _without_byte_order_mark(decoded):
        if b"\0" in piece:
            raise unreadable(path, f"a NUL byte after {length:,} bytes of text", "text; this looks like a binary file")
        length += len(piece)
        yield piece
    if not length:
        raise FileRefused(
            "file-empty",
            "The file holds nothing.",
            where=f"landing/{printable(str(path))}",
            found="no text",
            expected="a header and at least one data row",
            next_step="export the file again at the till",
        )


def unreadable(path: LandingPath, found: str, expected: str) -> FileRefused:
    """The refusal of a file that cannot be read as the text it should be."""
    return FileRefused(
        "file-unreadable",
        "The file cannot be read.",
        where=f"landing/{printable(str(path))}",
        found=found,
        expected=expected,
        next_step="export or send the file again, or correct the encoding in its source",
    )


def _raw_pieces(stream: BinaryIO, path: LandingPath, chunk_bytes: int) -> Iterator[bytes]:
    """The file's bytes, inflated where both its name and its content say gzip."""
    first = b""
    while len(first) < len(GZIP_MAGIC) and (more := stream.read(chunk_bytes)):
        first += more
    named, packed = path.name.lower().endswith(".gz"), first.startswith(GZIP_MAGIC)
    if first and named and not packed:
        raise unreadable(path, "a name that ends in .gz, and content that is not gzip", "gzip, or a name without .gz")
    if packed and not named:
        raise unreadable(path, "gzip under a name that does not end in .gz", "plain text, or a name that ends in .gz")
    pieces = _stream_pieces(first, stream, chunk_bytes)
    return _inflated(pieces, path, chunk_bytes) if packed else pieces


def _stream_pieces(first: bytes, stream: BinaryIO, chunk_bytes: int) -> Iterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = stream.read(chunk_bytes)


def _inflated(pieces: Iterator[bytes], path: LandingPath, chunk_bytes: int) -> Iterator[bytes]:
    """The content of a gzip file of one or more members, never more than chunk_bytes at a time."""
    packed, inflated = 0, 0
    member = zlib.decompressobj(GZIP_WINDOW)
    for piece in pieces:
        packed += len(piece)
        rest = piece
        while rest:
            if member.eof:
                member = zlib.decompressobj(GZIP_WINDOW)
            text = _inflate(member, rest, path, chunk_bytes)
            rest = member.unused_data if member.eof else member.unconsumed_tail
            inflated += len(text)
            if inflated > max(GZIP_ALWAYS_ALLOWED, packed * GZIP_MOST_EXPANSION):
                raise unreadable(path, f"gzip that expands more than {GZIP_MOST_EXPANSION} times", "a sales file")
            if text:
                yield text
    if not member.eof:
        raise unreadable(path, f"gzip that breaks off after {packed:,} bytes", "a complete gzip file")


def _inflate(member: "zlib._Decompress", piece: bytes, path: LandingPath, chunk_bytes: int) -> bytes:
    try:
        return member.decompress(piece, chunk_bytes)
    except zlib.error as error:
        raise unreadable(path, "gzip that is damaged", "a sound gzip file") from error


def _utf8(pieces: Iterator[bytes], path: LandingPath) -> Iterator[bytes]:
    """The pieces as they are, once they are known to be UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    for piece in pieces:
        if not piece.isascii() or decoder.getstate()[0]:
            _decode(decoder, piece, path, "utf-8", offset)
        offset += len(piece)
        yield piece
    _decode(decoder, b"", path, "utf-8", offset, final=True)


def _recoded(pieces: Iterator[bytes], path: LandingPath, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    for piece in pieces:
        yield _decode(decoder, piece, path, encoding, offset).encode()
        offset += len(piece)
    yield _decode(decoder, b"", path, encoding, offset, final=True).encode()


def _decode(
    decoder: codecs.IncrementalDecoder, piece: bytes, path: LandingPath, encoding: str, offset: int, final: bool = False
) -> str:
    held = len(decoder.getstate()[0])
    try:
        return decoder.decode(piece, final)
    except UnicodeError as error:
        at = offset - held + (error.start if isinstance(error, UnicodeDecodeError) else 0)
        raise unreadable(path, f"bytes at offset {at:,} that are not {encoding}", f"text in {encoding}") from error


def _without_byte_order_mark(pieces: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= len(codecs.BOM_UTF8):
            break
    if head := head.removeprefix(codecs.BOM_UTF8):
        yield head
    yield from pieces
