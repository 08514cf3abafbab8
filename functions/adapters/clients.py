"""Opens the Azure SDK's service clients, by connection string or by the app's own identity."""

from typing import Any

from azure.core.credentials import TokenCredential
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from functions.settings import Settings

# A call that storage does not answer is tried again for some seconds, then the host's own retries take over.
_PATIENCE: dict[str, Any] = {"retry_total": 3, "connection_timeout": 5, "read_timeout": 60}
_BACKOFF: dict[str, Any] = {"initial_backoff": 1, "increment_base": 2}


def lake_blobs(settings: Settings) -> BlobServiceClient:
    """The lake's blob service."""
    if settings.lake_connection:
        return blob_service(settings.lake_connection.get_secret_value())
    return BlobServiceClient(str(settings.lake_blob_uri), credential=_identity(), **_PATIENCE, **_BACKOFF)


def ops_queues(settings: Settings) -> QueueServiceClient:
    """The ops account's queues."""
    if settings.ops_connection:
        return queue_service(settings.ops_connection.get_secret_value())
    return QueueServiceClient(str(settings.ops_queue_uri), credential=_identity(), **_PATIENCE, **_BACKOFF)


def ops_tables(settings: Settings) -> TableServiceClient:
    """The ops account's tables."""
    if settings.ops_connection:
        return table_service(settings.ops_connection.get_secret_value())
    return TableServiceClient(str(settings.ops_table_uri), credential=_identity(), **_PATIENCE)


def blob_service(connection: str) -> BlobServiceClient:
    """The blob service behind a connection string."""
    return BlobServiceClient.from_connection_string(connection, **_PATIENCE, **_BACKOFF)


def queue_service(connection: str) -> QueueServiceClient:
    """The queue service behind a connection string."""
    return QueueServiceClient.from_connection_string(connection, **_PATIENCE, **_BACKOFF)


def table_service(connection: str) -> TableServiceClient:
    """The table service behind a connection string."""
    return TableServiceClient.from_connection_string(connection, **_PATIENCE)


def _identity() -> TokenCredential:
    from azure.identity import DefaultAzureCredential  # takes most of a second, and a connection string needs none

    return DefaultAzureCredential()
