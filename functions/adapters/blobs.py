"""Reads and writes single files of the lake. A file is invisible until it is whole, and the first writer wins."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient

from functions.adapters.failures import BROKEN_OFF, storage_failures, unavailable
from jobs.contracts.errors import FileRefused, StorageUnavailable
from jobs.contracts.paths import printable

_COPY_PATIENCE_SECONDS = 600.0
_NO_SUCH_RANGE = 416
# HTTP clients resolve these before they ask: they would reach another blob, or none.
_DOTS = re.compile(r"(^|/)\.{1,2}(/|$)")
# Storage turns backslashes into slashes, and the XML of its listings cannot hold the rest.
_NOT_FOR_NAMES = re.compile(r"[\\\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class BlobFacts:
    """What storage knows of a blob; written_at is UTC, to the second."""

    path: str
    etag: str
    size: int
    written_at: datetime


class BlobStore:
    """The files of the lake, by file system and path."""

    def __init__(self, service: BlobServiceClient) -> None:
        self._service = service

    def facts(self, file_system: str, path: str) -> BlobFacts | None:
        """What is there, or None."""
        client = self._service.get_blob_client(file_system, path)
        with storage_failures(f"{file_system}/{path}"):
            try:
                found = client.get_blob_properties()
            except ResourceNotFoundError:
                return None
        return BlobFacts(path, found.etag.strip('"'), found.size, found.last_modified)

    def keep(self, source: tuple[str, str], etag: str, target: tuple[str, str]) -> bool:
        """Copy the blob as it was at etag, on the server; True where the copy is there, from now or from before.

        False where the source has changed or gone since: its new content has its own event.
        """
        source_client = self._service.get_blob_client(*source)
        target_client = self._service.get_blob_client(*target)
        with storage_failures("/".join(target)):
            try:
                copy = target_client.start_copy_from_url(
                    source_client.url,
                    source_etag=etag,
                    source_match_condition=MatchConditions.IfNotModified,
                    match_condition=MatchConditions.IfMissing,
                )
            except ResourceExistsError:
                return self._copied(target)
            except (ResourceModifiedError, ResourceNotFoundError):
                return False
            return copy["copy_status"] == "success" or self._copied(target)

    def _copied(self, target: tuple[str, str]) -> bool:
        """Wait until a copy that is under way has ended."""
        client = self._service.get_blob_client(*target)
        give_up = time.monotonic() + _COPY_PATIENCE_SECONDS
        while (status := client.get_blob_properties().copy.status) == "pending":
            if time.monotonic() > give_up:
                raise StorageUnavailable(
                    "A server-side copy does not end.",
                    where="/".join(target),
                    found=f"pending for {_COPY_PATIENCE_SECONDS:.0f} s",
                    expected="success",
                    next_step="the file is tried again by the sweep",
                )
            time.sleep(0.5)
        return status in ("success", None)

    def read_into(self, file_system: str, path: str, sink: BinaryIO, *, at_most: int) -> BlobFacts | None:
        """Stream a blob into sink, all of it of one write; what it is, or None where it is gone or just replaced.

        A blob whose name no request can reach ('..' in it) is as good as gone, one of more than at_most bytes is not
        read. Raises StorageUnavailable where bytes were lost on the way.
        """
        if _DOTS.search(path):
            return None
        client = self._service.get_blob_client(file_system, path)
        with storage_failures(f"{file_system}/{path}"):
            try:
                download = client.download_blob()
                found = download.properties
                if found.size <= at_most:
                    began = sink.tell()
                    download.readinto(sink)
                    _all_there(sink.tell() - began, found.size, f"{file_system}/{path}")
            except (ResourceNotFoundError, ResourceModifiedError):
                return None
        return BlobFacts(path, found.etag.strip('"'), found.size, found.last_modified)

    def read(self, file_system: str, path: str, *, at_most: int) -> bytes:
        """The first at_most bytes of a blob."""
        with storage_failures(f"{file_system}/{path}"):
            try:
                download = self._service.get_blob_client(file_system, path).download_blob(offset=0, length=at_most)
            except HttpResponseError as error:
                if error.status_code == _NO_SUCH_RANGE:  # not even a first byte
                    return b""
                raise
            content = download.readall()
        _all_there(len(content), download.size, f"{file_system}/{path}")
        return content

    def write_new(self, file_system: str, path: str, content: BinaryIO | bytes) -> bool:
        """Write a file that was not there; False where it was, since the first writer wins."""
        client = self._service.get_blob_client(file_system, path)
        with storage_failures(f"{file_system}/{path}"):
            try:
                client.upload_blob(content, overwrite=False, validate_content=True)
            except ResourceExistsError:
                return False
        return True

    def put(self, file_system: str, path: str, content: BinaryIO) -> str:
        """Write a file as a till does, in place of what was there; the etag of this write.

        Raises FileRefused (path-malformed) for a name under which it could not be found again.
        """
        if _DOTS.search(path) or _NOT_FOR_NAMES.search(path):
            raise _unusable(file_system, path)
        client = self._service.get_blob_client(file_system, path)
        with storage_failures(f"{file_system}/{path}"):
            written = client.upload_blob(content, overwrite=True, validate_content=True)
        return str(written["etag"]).strip('"')

    def delete(self, file_system: str, path: str, *, etag: str = "") -> bool:
        """Delete a file, with an etag only as it was then; False where it is gone, or another by now.

        The account's soft delete keeps it for as long as the account says.
        """
        client = self._service.get_blob_client(file_system, path)
        condition: dict[str, Any] = {"etag": etag, "match_condition": MatchConditions.IfNotModified} if etag else {}
        with storage_failures(f"{file_system}/{path}"):
            try:
                client.delete_blob(delete_snapshots="include", **condition)
            except (ResourceNotFoundError, ResourceModifiedError):
                return False
        return True

    def listing(self, file_system: str, prefix: str = "") -> Iterator[BlobFacts]:
        """The files below a prefix; directories, which ADLS Gen2 lists too, are left out."""
        container = self._service.get_container_client(file_system)
        with storage_failures(file_system):
            for blob in container.list_blobs(name_starts_with=prefix or None, include=["metadata"]):
                if (blob.metadata or {}).get("hdi_isfolder") != "true":
                    yield BlobFacts(blob.name, blob.etag.strip('"'), blob.size, blob.last_modified)


def _all_there(read: int, size: int, where: str) -> None:
    """The SDK takes a part whose answer broke off in its headers for an empty one, and says nothing."""
    if read != size:
        raise unavailable(where, f"{BROKEN_OFF}: {read:,} of {size:,} bytes")


def _unusable(file_system: str, path: str) -> FileRefused:
    return FileRefused(
        "path-malformed",
        "Storage cannot keep a file of this name.",
        where=f"{file_system}/{printable(path)}",
        found="a backslash, a control character, or a part that is '.' or '..'",
        expected="a name that storage gives back as it took it",
        next_step="rename the file",
    )
