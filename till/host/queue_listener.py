"""Takes messages off a queue and has the function called that waits for them.

A message is leased, the lease is renewed while the function runs, and the message is deleted when it has succeeded.
"""

import asyncio
import math
import time
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError

from till.host.host_json import QueueOptions
from till.host.leased_message import MessageHandler
from till.host.outage import Outage, stopped_within
from till.host.storage import TRY_ONCE, off_loop
from till.host.work import Work

if TYPE_CHECKING:
    from azure.storage.queue import QueueClient, QueueMessage

# An idle queue is asked less and less often: first down to this many times the shortest interval, and after so many
# seconds without a message or a nudge down to host.json's maxPollingInterval.
_IDLE_FACTOR = 5
_QUIET_AFTER_SECONDS = 30.0


class QueueListener:
    """Watches one queue for one function."""

    def __init__(
        self,
        queue: "QueueClient",
        handler: MessageHandler,
        options: QueueOptions,
        work: Work,
        stop: asyncio.Event,
        *,
        poll_seconds: float,
        lease_seconds: int,
    ) -> None:
        self._queue, self._handler, self._options, self._work, self._stop = queue, handler, options, work, stop
        self._shortest = poll_seconds
        self._longest = max(options.max_polling_interval, poll_seconds)
        self._active_at = -math.inf
        self._lease_seconds = lease_seconds
        self._under_way = 0
        self._look_now = asyncio.Event()
        self._outage = Outage(f"queue {queue.queue_name}", stop)

    @property
    def queue_name(self) -> str:
        """The queue that it watches."""
        return str(self._queue.queue_name)

    def look_now(self) -> None:
        """Something may have been sent: look at once instead of waiting for the next poll."""
        self._look_now.set()

    async def run(self) -> None:
        """Take messages until the host stops."""
        wait = self._shortest
        while not self._stop.is_set():
            self._look_now.clear()
            looked_at = time.monotonic()
            messages: list[QueueMessage] = []
            if self._under_way <= self._options.new_batch_threshold:
                try:
                    messages = await off_loop(self._receive)
                except AzureError as error:
                    await self._outage.sit_out(error)
                    continue
                self._outage.over()
            for message in messages:
                self._under_way += 1
                self._work.begin(self._attend(message))
            if len(messages) == self._options.batch_size:
                continue
            wait = self._shortest if messages else self._longer(wait)
            if await self._pause(wait):
                # Many calls end at once when files come in hundreds: that is no reason to ask once for each.
                await stopped_within(self._stop, max(0.0, self._shortest - (time.monotonic() - looked_at)))
                wait = self._shortest
            elif not messages:
                continue
            self._active_at = time.monotonic()

    def _longer(self, wait: float) -> float:
        is_quiet = time.monotonic() - self._active_at > _QUIET_AFTER_SECONDS
        return min(wait * 2, self._longest if is_quiet else self._shortest * _IDLE_FACTOR, self._longest)

    def _receive(self) -> "list[QueueMessage]":
        batch = self._options.batch_size
        lease = self._lease_seconds
        return list(
            self._queue.receive_messages(
                messages_per_page=batch, max_messages=batch, visibility_timeout=lease, **TRY_ONCE
            )
        )

    async def _attend(self, message: "QueueMessage") -> None:
        try:
            await self._handler.handle(message)
        finally:
            self._under_way -= 1
            self.look_now()

    async def _pause(self, seconds: float) -> bool:
        """Wait for the next poll; true if something has said to look now."""
        nudge = asyncio.create_task(self._look_now.wait())
        stop = asyncio.create_task(self._stop.wait())
        done, pending = await asyncio.wait((nudge, stop), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        return nudge in done
