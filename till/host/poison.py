"""Puts what could not be worked off on a poison queue, where an operator finds it."""

import base64
from typing import TYPE_CHECKING

from azure.core.exceptions import ResourceNotFoundError

from till.host.outage import Outage
from till.host.storage import TRY_ONCE, off_loop

if TYPE_CHECKING:
    from azure.storage.queue import QueueClient

_NEVER_EXPIRES = -1


class PoisonQueue:
    """A poison queue; it is made when the first message needs it."""

    def __init__(self, queue: "QueueClient", encoding: str) -> None:
        self._queue, self._encoding = queue, encoding

    async def send(self, text: str, outage: Outage) -> None:
        """Send a text, in the app's message encoding; tried until storage answers."""
        raw = base64.b64encode(text.encode()).decode() if self._encoding == "base64" else text
        await self.send_raw(raw, outage)

    async def send_raw(self, raw: str, outage: Outage) -> None:
        """Send a message on, exactly as it was stored; tried until storage answers."""
        await outage.persist(lambda: off_loop(lambda: self._put(raw)))

    def _put(self, raw: str) -> None:
        try:
            self._queue.send_message(raw, time_to_live=_NEVER_EXPIRES, **TRY_ONCE)
        except ResourceNotFoundError:
            self._queue.create_queue(**TRY_ONCE)
            self._queue.send_message(raw, time_to_live=_NEVER_EXPIRES, **TRY_ONCE)
