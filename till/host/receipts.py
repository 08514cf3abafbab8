"""Receipts: which version of which blob a function has been called for, kept in the host's own container.

A receipt is written after the function has succeeded or the blob has been declared poison, so a host that dies in
between calls the function again: at least once, never not at all.
"""

import json
from typing import TYPE_CHECKING

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

from jobs.contracts.paths import digest
from till.host.storage import TRY_ONCE

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient


class Receipts:
    """The receipts of one host id. Calls block, and raise azure.core's exceptions where storage does not answer."""

    def __init__(self, container: "ContainerClient", host_id: str) -> None:
        self._container, self._root = container, f"blobreceipts/{host_id}"

    def done_for(self, function: str) -> set[str]:
        """The keys of all receipts of a function."""
        folder = f"{self._root}/{function}/"
        try:
            names = self._container.list_blob_names(name_starts_with=folder, **TRY_ONCE)
            return {name.removeprefix(folder) for name in names}
        except ResourceNotFoundError:
            return set()

    def write(self, function: str, key: str, *, blob: str, outcome: str) -> None:
        """Leave a receipt; one that is there already stays as it is."""
        body = json.dumps({"blob": blob, "outcome": outcome}).encode()
        client = self._container.get_blob_client(f"{self._root}/{function}/{key}")
        try:
            client.upload_blob(body, overwrite=False, **TRY_ONCE)
        except ResourceExistsError:
            return


def receipt_key(container: str, blob_name: str, etag: str) -> str:
    """The key of one version of one blob. The path goes in as a digest: as a name it could be too long or malformed."""
    return f"{etag.strip('"')}/{digest(container, blob_name)}"
