"""Makes what code and infrastructure take for granted: file systems, queues with their poison queues, the ledger."""

from contextlib import suppress

from azure.core.exceptions import ResourceExistsError

from functions.adapters.clients import blob_service, queue_service, table_service
from jobs.contracts.names import FILE_SYSTEMS, LEDGER_TABLE, QUEUES
from till.host.storage import HOST_CONTAINER


def prepare_storage(connection: str) -> None:
    """Create what is missing behind a connection string; what is there stays as it is."""
    prepare_storage_of(connection, connection, connection)


def prepare_storage_of(blob_connection: str, queue_connection: str, table_connection: str) -> None:
    """Create what is missing of each service, by a connection string or an address; what is there stays as it is."""
    blobs = blob_service(blob_connection)
    for container in (*FILE_SYSTEMS, HOST_CONTAINER):
        with suppress(ResourceExistsError):
            blobs.create_container(container)
    queues = queue_service(queue_connection)
    for queue in QUEUES:
        with suppress(ResourceExistsError):
            queues.create_queue(queue)
    table_service(table_connection).create_table_if_not_exists(LEDGER_TABLE)


def queue_depths(connection: str) -> dict[str, int]:
    """About how many messages each queue holds, those being worked on included."""
    queues = queue_service(connection)
    return {
        name: int(queues.get_queue_client(name).get_queue_properties().approximate_message_count or 0)
        for name in QUEUES
    }
