"""The bytes of a dropped file become valid UTF-8, piece by piece, in the declared encoding.

Whatever is not text refuses the whole file here, before a row is looked at.
"""

import codecs
from collections.abc import Iterator

from functions.landing.reading.refusals import cut_off, empty, unreadable
from jobs.contracts.paths import LandingPath

UTF_8 = "utf-8"


def readable_text(
    pieces: Iterator[bytes], *, path: LandingPath, encoding: str, needs_final_newline: bool = False
) -> Iterator[bytes]:
    """The file's text as pieces of UTF-8, without a byte order mark, in bounded memory.

    Raises FileRefused: file-empty for a file of no text; file-unreadable for NUL bytes and bytes that the encoding
    does not know; file-cut-off where a final line end is declared and missing.
    """
    decoded = _utf8(pieces, path) if encoding == UTF_8 else _recoded(pieces, path, encoding)
    length, last = 0, b""
    for piece in _without_byte_order_mark(decoded):
        if b"\0" in piece:
            raise unreadable(path, f"a NUL byte after {length:,} bytes of text", "text; this looks like a binary file")
        length += len(piece)
        last = piece[-1:] or last
        yield piece
    if not length:
        raise empty(path)
    if needs_final_newline and last != b"\n":
        raise cut_off(path, "no line end behind the last row", "a line end at the end of the file")


def _utf8(pieces: Iterator[bytes], path: LandingPath) -> Iterator[bytes]:
    """The pieces as they are, once they are known to be UTF-8."""
    decoder = codecs.getincrementaldecoder(UTF_8)()
    offset = 0
    for piece in pieces:
        if not piece.isascii() or decoder.getstate()[0]:
            _decode(decoder, piece, path, UTF_8, offset)
        offset += len(piece)
        yield piece
    _decode(decoder, b"", path, UTF_8, offset, final=True)


def _recoded(pieces: Iterator[bytes], path: LandingPath, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    for piece in pieces:
        yield _encoded(_decode(decoder, piece, path, encoding, offset), path, encoding)
        offset += len(piece)
    yield _encoded(_decode(decoder, b"", path, encoding, offset, final=True), path, encoding)


def _encoded(text: str, path: LandingPath, encoding: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise unreadable(path, "half of a surrogate pair", f"text in {encoding}") from error


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
