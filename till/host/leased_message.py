"""Sees one queue message through: decode, call, and then delete it, make it visible again or move it to poison."""

import asyncio
import base64
import binascii
import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from azure.core.exceptions import AzureError

from till.host.host_json import QueueOptions
from till.host.lease import Lease
from till.host.outage import Outage
from till.host.poison import PoisonQueue
from till.host.protos import TypedData
from till.host.storage import TRY_ONCE, off_loop
from till.host.triggers import QueueTrigger
from till.host.work import log_failure
from till.host.worker import FunctionFailed, HostStopping, Worker

if TYPE_CHECKING:
    from datetime import datetime

    from azure.storage.queue import QueueClient, QueueMessage

_log = structlog.get_logger()


class MessageHandler:
    """Handles the messages of one queue for one function; with no poison queue a message is tried for ever."""

    def __init__(
        self,
        trigger: QueueTrigger,
        queue: "QueueClient",
        poison: PoisonQueue | None,
        worker: Worker,
        options: QueueOptions,
        stop: asyncio.Event,
        *,
        lease_seconds: int,
    ) -> None:
        self._trigger, self._queue, self._poison, self._worker = trigger, queue, poison, worker
        self._options, self._stop, self._lease_seconds = options, stop, lease_seconds

    async def handle(self, message: "QueueMessage") -> None:
        """Call the function, keeping the lease, and settle the message. An outage leaves it to its lease's end."""
        text = self._decode(message)
        if text is None or self._is_spent(message, self._options.max_dequeue_count + 1):
            # Taken once too often without an outcome: the host died over it each time.
            await self._to_poison(message, "undecodable" if text is None else "tried too often")
            return
        try:
            async with Lease(self._queue, message, self._lease_seconds):
                await self._call(message, text)
        except HostStopping:
            await self._release(message, 0)
        except FunctionFailed as failure:
            log_failure(self._trigger.function, failure, attempt=message.dequeue_count or 0)
            await self._after_failure(message)
        else:
            await self._delete(message)

    async def _call(self, message: "QueueMessage", text: str) -> None:
        trigger = self._trigger
        await self._worker.call(trigger.function_id, trigger.parameter, TypedData(string=text), _metadata(message))

    async def _after_failure(self, message: "QueueMessage") -> None:
        if self._is_spent(message, self._options.max_dequeue_count):
            await self._to_poison(message, "tried too often")
        else:
            await self._release(message, self._options.visibility_timeout)

    def _is_spent(self, message: "QueueMessage", limit: int) -> bool:
        return self._poison is not None and (message.dequeue_count or 0) >= limit

    async def _to_poison(self, message: "QueueMessage", reason: str) -> None:
        if self._poison is None:
            _log.error("message_undecodable", queue=self._trigger.queue, message_id=message.id)
            return
        outage = Outage(f"poison of {self._trigger.queue}", self._stop)
        # It fails only where the host stops meanwhile: then the message comes back and goes this way again.
        with suppress(AzureError):
            await self._poison.send_raw(str(message.content), outage)
            _log.error(
                "message_poisoned",
                function=self._trigger.function,
                queue=self._trigger.queue,
                message_id=message.id,
                reason=reason,
            )
            await self._delete(message)

    async def _delete(self, message: "QueueMessage") -> None:
        def delete() -> None:
            self._queue.delete_message(str(message.id), message.pop_receipt, **TRY_ONCE)

        await self._settle(message, delete)

    async def _release(self, message: "QueueMessage", seconds: float) -> None:
        def release() -> None:
            self._queue.update_message(
                str(message.id), message.pop_receipt, visibility_timeout=round(seconds), **TRY_ONCE
            )

        await self._settle(message, release)

    async def _settle(self, message: "QueueMessage", call: Callable[[], None]) -> None:
        outage = Outage(f"message of {self._trigger.queue}", self._stop)
        try:
            await outage.persist(lambda: off_loop(call))
        except AzureError as error:
            _log.warning(
                "message_not_settled", queue=self._trigger.queue, message_id=message.id, error=type(error).__name__
            )

    def _decode(self, message: "QueueMessage") -> str | None:
        content = str(message.content)
        if self._options.message_encoding != "base64":
            return content
        try:
            return base64.b64decode(content, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return None


def _metadata(message: "QueueMessage") -> dict[str, TypedData]:
    times = {
        "InsertionTime": message.inserted_on,
        "ExpirationTime": message.expires_on,
        "NextVisibleTime": message.next_visible_on,
    }
    return {
        "Id": TypedData(string=str(message.id)),
        "PopReceipt": TypedData(string=str(message.pop_receipt)),
        "DequeueCount": TypedData(json=json.dumps(message.dequeue_count or 0)),
        **{name: TypedData(string=_time(at)) for name, at in times.items() if at},
    }


def _time(at: "datetime") -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+00:00")
