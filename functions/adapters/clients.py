"""Opens the Azure SDK's service clients, by connection string or by the app's own identity.

A connection is what Functions settings hold under a name: a connection string, or a service's https address, which is
used with the identity of the process.
"""

from typing import Any

from azure.core.credentials import TokenCredential
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient
from pydantic import SecretStr

from functions.settings import Settings

# A call that storage does not answer is tried again for some seconds, then the host's own retries take over.
_PATIENCE: dict[str, Any] = {"retry_total": 3, "connection_timeout": 5, "read_timeout": 60}
_BACKOFF: dict[str, Any] = {"initial_backoff": 1, "increment_base": 2}


def lake_blobs(settings: Settings) -> BlobServiceClient:
    """The lake's blob service."""
    return blob_service(_connection(settings.lake_connection, settings.lake_blob_uri))


def ops_queues(settings: Settings) -> QueueServiceClient:
    """The ops account's queues."""
    return queue_service(_connection(settings.ops_connection, settings.ops_queue_uri))


def ops_tables(settings: Settings) -> TableServiceClient:
    """The ops account's tables."""
    return table_service(_connection(settings.ops_connection, settings.ops_table_uri))


def blob_service(connection: str) -> BlobServiceClient:
    """The blob service behind a connection."""
    if _is_address(connection):
        return BlobServiceClient(connection, credential=_identity(), **_PATIENCE, **_BACKOFF)
    return BlobServiceClient.from_connection_string(connection, **_PATIENCE, **_BACKOFF)


def queue_service(connection: str) -> QueueServiceClient:
    """The queue service behind a connection."""
    if _is_address(connection):
        return QueueServiceClient(connection, credential=_identity(), **_PATIENCE, **_BACKOFF)
    return QueueServiceClient.from_connection_string(connection, **_PATIENCE, **_BACKOFF)


def table_service(connection: str) -> TableServiceClient:
    """The table service behind a connection."""
    if _is_address(connection):
        return TableServiceClient(connection, credential=_identity(), **_PATIENCE)
    return TableServiceClient.from_connection_string(connection, **_PATIENCE)


def _connection(string: SecretStr | None, address: str | None) -> str:
    return string.get_secret_value() if string else str(address)


def _is_address(connection: str) -> bool:
    return connection.startswith("https://")


def _identity() -> TokenCredential:
    from azure.identity import DefaultAzureCredential  # takes most of a second, and a connection string needs none

    return DefaultAzureCredential()
