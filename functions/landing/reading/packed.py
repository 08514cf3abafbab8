"""Compression undone, in a stream and to a limit: gzip, and zip with one member.

A file says by its name and by its first bytes that it is packed; where the two disagree it is refused, not guessed at.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from functions.landing.reading.refusals import unreadable
from jobs.contracts.paths import LandingPath

GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
GZIP_WINDOW = 31
# A sales file compresses about 10 times, one of equal rows some 200 times; only a bomb gets near deflate's 1,032.
MOST_EXPANSION = 400
ALWAYS_ALLOWED = 64 * 2**20
_ENCRYPTED = 0x1
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError)


def unpacked(stream: BinaryIO, path: LandingPath, chunk_bytes: int, *, is_zip: bool = False) -> Iterator[bytes]:
    """The file's content as pieces of at most chunk_bytes; is_zip says that the format is a zip itself (.xlsx).

    Raises FileRefused (file-unreadable): packed under a plain name or plain under a packed one, damaged, cut off, a
    zip of more or less than one file, with a password or with a name that leads out of its folder, and content that
    expands beyond measure.
    """
    first = _first_bytes(stream, chunk_bytes)
    name = path.name.lower()
    if is_zip and not name.endswith((".gz", ".zip")):
        return _all_pieces(first, stream, chunk_bytes)
    kinds = {".gz": GZIP_MAGIC, ".zip": ZIP_MAGIC}
    for suffix, magic in kinds.items():
        named, packed = name.endswith(suffix), first.startswith(magic)
        if first and named and not packed:
            raise unreadable(path, f"a name that ends in {suffix}, and other content", f"content as {suffix} has it")
        if packed and not named:
            raise unreadable(path, f"packed content under a name that does not end in {suffix}", f"a name in {suffix}")
    if first.startswith(GZIP_MAGIC):
        return _inflated(_all_pieces(first, stream, chunk_bytes), path, chunk_bytes)
    if first.startswith(ZIP_MAGIC):
        return _only_member(first, stream, path, chunk_bytes)
    return _all_pieces(first, stream, chunk_bytes)


def _first_bytes(stream: BinaryIO, chunk_bytes: int) -> bytes:
    first = b""
    while len(first) < len(ZIP_MAGIC) and (more := stream.read(chunk_bytes)):
        first += more
    return first


def _all_pieces(first: bytes, stream: BinaryIO, chunk_bytes: int) -> Iterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = stream.read(chunk_bytes)


def _inflated(pieces: Iterator[bytes], path: LandingPath, chunk_bytes: int) -> Iterator[bytes]:
    """The content of a gzip file of one or more members."""
    packed, expanded = 0, 0
    member = zlib.decompressobj(GZIP_WINDOW)
    for piece in pieces:
        packed += len(piece)
        rest = piece
        while rest:
            if member.eof:
                member = zlib.decompressobj(GZIP_WINDOW)
            text = _inflate(member, rest, path, chunk_bytes)
            rest = member.unused_data if member.eof else member.unconsumed_tail
            expanded += len(text)
            require_measure(expanded, packed, path)
            if text:
                yield text
    if not member.eof:
        raise unreadable(path, f"gzip that breaks off after {packed:,} bytes", "a complete gzip file")


def _inflate(member: "zlib._Decompress", piece: bytes, path: LandingPath, chunk_bytes: int) -> bytes:
    try:
        return member.decompress(piece, chunk_bytes)
    except zlib.error as error:
        raise unreadable(path, "gzip that is damaged", "a sound gzip file") from error


def _only_member(first: bytes, stream: BinaryIO, path: LandingPath, chunk_bytes: int) -> Iterator[bytes]:
    """The content of the one file in a zip; its own name is looked at and never used."""
    whole = stream if stream.seekable() else io.BytesIO(first + stream.read())
    try:
        with zipfile.ZipFile(whole) as archive:
            member = _member(archive, path)
            expanded = 0
            with archive.open(member) as content:
                while piece := content.read(chunk_bytes):
                    expanded += len(piece)
                    require_measure(expanded, member.compress_size, path)
                    yield piece
    except _BROKEN_ZIP as error:
        raise unreadable(path, f"a zip that cannot be read ({type(error).__name__})", "a sound zip file") from error


def _member(archive: zipfile.ZipFile, path: LandingPath) -> zipfile.ZipInfo:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) != 1:
        raise unreadable(path, f"a zip of {len(members):,} files", "a zip of one file")
    (member,) = members
    inner = PurePosixPath(member.filename.replace("\\", "/"))
    if not inner.name or inner.is_absolute() or ".." in inner.parts or ":" in f"{inner}":
        raise unreadable(path, "a zip whose member's name leads out of its folder", "a plain file name inside the zip")
    if member.flag_bits & _ENCRYPTED:
        raise unreadable(path, "a zip with a password", "a zip without one")
    return member


def require_measure(expanded: int, packed: int, path: LandingPath, what: str = "content") -> None:
    """Raises FileRefused (file-unreadable) where something expands to more than any honest file does."""
    if expanded > max(ALWAYS_ALLOWED, packed * MOST_EXPANSION):
        found = f"{what} that expands more than {MOST_EXPANSION} times, to {expanded:,} bytes or more"
        raise unreadable(path, found, "a sales file")
