"""Opens queues whose messages are left as they are stored, for a host that must survive a message it cannot decode."""

from azure.storage.queue import QueueServiceClient


def raw_queue_service(connection: str) -> QueueServiceClient:
    """The queue service behind a connection string; messages are neither encoded nor decoded."""
    return QueueServiceClient.from_connection_string(connection, connection_timeout=5, read_timeout=60)
