"""Keeps a queue message leased while it is worked on."""

import asyncio
from typing import TYPE_CHECKING, Self

import structlog
from azure.core.exceptions import AzureError

from till.host.outage import is_away, stopped_within
from till.host.storage import TRY_ONCE, off_loop

if TYPE_CHECKING:
    from azure.storage.queue import QueueClient, QueueMessage

_log = structlog.get_logger()
_RENEWALS_PER_LEASE = 3


class Lease:
    """Renews the lease of a message from entry to exit; `message.pop_receipt` is the newest one at any time."""

    def __init__(self, queue: "QueueClient", message: "QueueMessage", seconds: int) -> None:
        self._queue, self._message, self._seconds = queue, message, seconds
        self._ended = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._renewal = asyncio.create_task(self._renew())
        return self

    async def __aexit__(self, *_: object) -> None:
        # Waited for, not cancelled: a renewal that is on its way changes the pop receipt that settling needs.
        self._ended.set()
        await self._renewal

    async def _renew(self) -> None:
        while not await stopped_within(self._ended, self._seconds / _RENEWALS_PER_LEASE):
            try:
                await off_loop(self._extend)
            except AzureError as error:
                if is_away(error):
                    continue
                # The message is somebody else's by now; the function's work has to bear being done twice.
                _log.warning("lease_lost", queue=self._queue.queue_name, message_id=self._message.id)
                return

    def _extend(self) -> None:
        renewed = self._queue.update_message(
            str(self._message.id), self._message.pop_receipt, visibility_timeout=self._seconds, **TRY_ONCE
        )
        self._message.pop_receipt = renewed.pop_receipt
