"""A dropped file whose bytes are safe in raw/, and how its content is held while it is read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Self, cast

from functions.adapters.blobs import BlobFacts, BlobStore
from functions.clock import utc_now
from functions.landing.reading.whole_file import new_spool
from functions.ledger.entries import FileEntry, FileState
from functions.ledger.partitions import UNKNOWN
from jobs.contracts.errors import FileRefused
from jobs.contracts.names import LANDING, RAW
from jobs.contracts.paths import LandingPath, content_id, raw_path, version_id

_CHUNK = 1024**2


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One write to a landing path: `text` is the path as it was dropped, `raw` where its bytes are kept."""

    text: str
    path: LandingPath
    facts: BlobFacts
    raw: str

    @classmethod
    def at(cls, landing_path: str, facts: BlobFacts) -> Self:
        """The file that lies on the path, as facts describe it; it is not kept yet."""
        path = _folders(landing_path)
        return cls(landing_path, path, facts, raw_path(path, facts.etag))

    @classmethod
    def of(cls, entry: FileEntry) -> Self:
        """The file that an earlier attempt kept."""
        facts = BlobFacts(entry.path, entry.etag, entry.size_bytes, entry.dropped_at)
        return cls(entry.path, _folders(entry.path), facts, entry.raw)

    def keep(self, blobs: BlobStore) -> bool:
        """Copy the bytes to raw/; False where the path holds others by now, which have an event of their own."""
        return blobs.keep((LANDING, self.text), self.facts.etag, (RAW, self.raw))

    def received(self, content_sha256: str, rules: str, told_by_path: tuple[str, ...] = ()) -> FileEntry:
        """The ledger entry that this file starts with.

        told_by_path   values of its rows that stand in its path: equal bytes with others are other rows
        """
        return FileEntry(
            dataset=self.path.dataset,
            source=self.path.source,
            path=self.text,
            version=version_id(self.path, content_sha256),
            content=content_id(self.path.dataset, content_sha256, *told_by_path),
            state=FileState.RECEIVED,
            etag=self.facts.etag,
            raw=self.raw,
            size_bytes=self.facts.size,
            dropped_at=self.facts.written_at,
            received_at=utc_now(),
            rules=rules,
        )


def _folders(landing_path: str) -> LandingPath:
    """The parts of the path; a file that lies in no dataset's folder is filed under 'unknown'."""
    try:
        return LandingPath.parse(landing_path)
    except FileRefused:
        return LandingPath(UNKNOWN, UNKNOWN, landing_path)


@contextmanager
def spooled() -> Iterator[BinaryIO]:
    """A temporary file for as long as it is needed."""
    with new_spool() as spool:
        yield cast(BinaryIO, spool)


def sha256_of(content: BinaryIO) -> str:
    """The SHA-256 of all the bytes, as hex digits."""
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
