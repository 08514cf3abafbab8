"""Calls a function for one version of a blob: up to the threshold of tries, then the blob is declared poison."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from azure.core.exceptions import AzureError, ResourceNotFoundError

from jobs.contracts.names import BLOB_TRIGGER_POISON
from jobs.contracts.paths import printable
from till.host.host_json import HostJson
from till.host.outage import Outage, stopped_within
from till.host.poison import PoisonQueue
from till.host.protos import ModelBindingData, TypedData
from till.host.receipts import Receipts, receipt_key
from till.host.storage import TRY_ONCE, off_loop
from till.host.triggers import BlobTrigger
from till.host.work import log_failure
from till.host.worker import FunctionFailed, HostStopping, Worker

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

_log = structlog.get_logger()
# The wait before the second try; it doubles with each further one. The real host waits for visibilityTimeout alone.
_FIRST_RETRY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class FoundBlob:
    """One version of a blob that a function is to be called for."""

    trigger: BlobTrigger
    name: str
    etag: str
    modified_at: datetime
    placeholders: Mapping[str, str]

    @property
    def key(self) -> str:
        """The key of its receipt."""
        return receipt_key(self.trigger.pattern.container, self.name, self.etag)

    @property
    def path(self) -> str:
        """Container and name, fit for a log line."""
        return printable(f"{self.trigger.pattern.container}/{self.name}")


class BlobAttempts:
    """The tries of one container's blobs."""

    def __init__(
        self,
        container: "ContainerClient",
        receipts: Receipts,
        poison: PoisonQueue,
        worker: Worker,
        settings: HostJson,
        stop: asyncio.Event,
    ) -> None:
        self._container, self._receipts, self._poison, self._worker = container, receipts, poison, worker
        self._threshold = settings.blobs.poison_blob_threshold
        self._retry_seconds = settings.queues.visibility_timeout
        self._slots = asyncio.Semaphore(settings.blobs.max_degree_of_parallelism)
        self._stop = stop

    async def run(self, blob: FoundBlob) -> None:
        """Call the function until it succeeds, and leave a receipt; give up where the host stops or the blob is gone.

        A try counts only if storage answers after it: an outage uses up none.
        """
        outage = Outage(f"{blob.trigger.function} {blob.path}", self._stop)
        attempt = 1
        while not self._stop.is_set():
            try:
                if await self._settled(blob, attempt):
                    return
                attempt += 1
            except AzureError as error:
                await outage.sit_out(error)
                continue
            outage.over()
            await stopped_within(self._stop, max(self._retry_seconds, _FIRST_RETRY_SECONDS * 2 ** (attempt - 2)))

    async def _settled(self, blob: FoundBlob, attempt: int) -> bool:
        """One try; true if there is nothing left to do for this version. Raises AzureError where storage is away."""
        function = blob.trigger.function
        async with self._slots:
            if self._stop.is_set() or not await off_loop(lambda: self._is_current(blob)):
                return True
            try:
                await self._call(blob)
            except HostStopping:
                return True
            except FunctionFailed as failure:
                log_failure(function, failure, attempt=attempt)
                if not await off_loop(lambda: self._is_current(blob)):
                    return True
                if attempt < self._threshold:
                    return False
                await self._declare_poison(blob)
                return True
        await self._receipt(blob, "succeeded")
        return True

    async def _call(self, blob: FoundBlob) -> None:
        trigger = blob.trigger
        reference = {
            "Connection": trigger.connection_name,
            "ContainerName": trigger.pattern.container,
            "BlobName": blob.name,
        }
        value = TypedData(model_binding_data=ModelBindingData(json.dumps(reference).encode()))
        told = {"BlobTrigger": f"{trigger.pattern.container}/{blob.name}", **blob.placeholders}
        metadata = {name: TypedData(string=text) for name, text in told.items()}
        await self._worker.call(trigger.function_id, trigger.parameter, value, metadata)

    async def _declare_poison(self, blob: FoundBlob) -> None:
        body = {
            "Type": "BlobTrigger",
            "FunctionId": f"Host.Functions.{blob.trigger.function}",
            "BlobType": "BlockBlob",
            "ContainerName": blob.trigger.pattern.container,
            "BlobName": blob.name,
            "ETag": f'"{blob.etag.strip('"')}"',  # a listing leaves the quotes out, the real host does not
        }
        await self._poison.send(json.dumps(body), Outage(BLOB_TRIGGER_POISON, self._stop))
        _log.error("blob_poisoned", function=blob.trigger.function, path=blob.path, queue=BLOB_TRIGGER_POISON)
        await self._receipt(blob, "poison")

    async def _receipt(self, blob: FoundBlob, outcome: str) -> None:
        function = blob.trigger.function
        await Outage(f"receipt {blob.path}", self._stop).persist(
            lambda: off_loop(lambda: self._receipts.write(function, blob.key, blob=blob.name, outcome=outcome))
        )

    def _is_current(self, blob: FoundBlob) -> bool:
        """Whether the blob is still this version: a newer one has a call of its own."""
        try:
            properties = self._container.get_blob_client(blob.name).get_blob_properties(**TRY_ONCE)
        except ResourceNotFoundError:
            return False
        return str(properties.etag).strip('"') == blob.etag.strip('"')
