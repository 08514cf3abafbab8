"""The host's own storage clients, and the one rule for calling them: try once, never block the event loop.

The listeners have their own patience (see outage.py), so the SDK's is switched off call by call.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from functions.adapters.clients import blob_service, queue_service

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient
    from azure.storage.queue import QueueClient

HOST_CONTAINER = "azure-webjobs-hosts"
TRY_ONCE: dict[str, Any] = {"retry_total": 0}


def container_client(connection: str, container: str) -> "ContainerClient":
    """The client of a container; nothing is asked of storage yet."""
    return blob_service(connection).get_container_client(container)


def queue_client(connection: str, queue: str) -> "QueueClient":
    """The client of a queue whose messages are text as stored, neither encoded nor decoded."""
    return queue_service(connection).get_queue_client(queue)


async def off_loop[T](call: Callable[[], T]) -> T:
    """The result of a blocking storage call, made on a thread."""
    return await asyncio.to_thread(call)
