"""A file that can only be read as a whole, from pieces: in memory while it is small, else on disk."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

_IN_MEMORY = 32 * 2**20


def new_spool() -> SpooledTemporaryFile[bytes]:
    """A temporary file that stays in memory while it is small: fast for most files, bounded for all."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def whole_file(pieces: Iterator[bytes]) -> BinaryIO:
    """The content, to be read from its beginning; it goes when it is no longer held."""
    spool = new_spool()
    for piece in pieces:
        spool.write(piece)
    spool.seek(0)
    return cast(BinaryIO, spool)
