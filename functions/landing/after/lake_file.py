"""A file of the lake that the ledger names, at hand for as long as it is needed; and new ones beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from functions.adapters.blobs import BlobStore
from functions.landing.kept import sha256_of, spooled
from jobs.contracts.errors import FileLost
from jobs.contracts.paths import supplement

_ANY_SIZE = 2**62


@contextmanager
def fetched(blobs: BlobStore, file_system: str, path: str, *, at_most: int = _ANY_SIZE) -> Iterator[BinaryIO]:
    """The bytes of a file that must be there; none of one that is larger. Raises FileLost where it is not there."""
    with spooled() as content:
        if blobs.read_into(file_system, path, content, at_most=at_most) is None:
            raise FileLost(
                "A file that the ledger names is not in the lake.",
                where=f"{file_system}/{path}",
                found="nothing",
                expected="the file as it was written when it was entered",
                next_step="look who deletes from the lake; drop the till's file again",
            )
        content.seek(0)
        yield content


def write_once(blobs: BlobStore, file_system: str, path: str, content: BinaryIO) -> str:
    """Write a file unless just these bytes are there; where others are, beside them. The path that it has.

    Files are never overwritten: a run that is under way may be reading what the ledger named before.
    """
    content.seek(0)
    if blobs.write_new(file_system, path, content):
        return path
    ours = sha256_of(content)
    with fetched(blobs, file_system, path) as there:
        if sha256_of(there) == ours:
            return path
    beside = supplement(path, ours)
    content.seek(0)
    blobs.write_new(file_system, beside, content)
    return beside
