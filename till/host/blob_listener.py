"""Finds new blobs by listing a container, and has the functions called that wait for them.

One listing serves all functions of a container. The first one looks at every blob there is, so that what came or was
half done while the host was away is found again; later ones look at what was modified since the one before.
"""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError

from functions.clock import utc_now
from till.host.blob_attempts import BlobAttempts, FoundBlob
from till.host.outage import Outage, stopped_within
from till.host.receipts import Receipts
from till.host.storage import TRY_ONCE, off_loop
from till.host.triggers import BlobTrigger
from till.host.work import Work

if TYPE_CHECKING:
    from azure.storage.blob import BlobProperties, ContainerClient

# A listing shows whole seconds, and a blob may be committed while one is being read.
_OVERLAP = timedelta(seconds=10)
# Waiting many times as long as the listing took keeps a large container from filling the host's time with listings.
_WAIT_PER_LISTING = 9
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class BlobListener:
    """Watches one container for all blob triggers on it."""

    def __init__(
        self,
        container: "ContainerClient",
        triggers: list[BlobTrigger],
        receipts: Receipts,
        attempts: BlobAttempts,
        work: Work,
        stop: asyncio.Event,
        *,
        poll_seconds: float,
    ) -> None:
        self._container, self._triggers, self._receipts, self._attempts = container, triggers, receipts, attempts
        self._work, self._stop, self._poll_seconds = work, stop, poll_seconds
        self._since = _LONG_AGO
        self._known: dict[tuple[str, str], datetime] = {}
        self._under_way: set[tuple[str, str]] = set()
        self._outage = Outage(f"blobs {container.container_name}", stop)

    async def run(self) -> None:
        """Look until the host stops."""
        while not self._stop.is_set():
            started = time.monotonic()
            try:
                await self._look()
            except AzureError as error:
                await self._outage.sit_out(error)
                continue
            self._outage.over()
            took = time.monotonic() - started
            await stopped_within(self._stop, max(self._poll_seconds, took * _WAIT_PER_LISTING))

    async def _look(self) -> None:
        looked_at = utc_now()
        first = self._since == _LONG_AGO
        blobs = await off_loop(lambda: list(self._container.list_blobs(**TRY_ONCE)))
        if first:
            await self._remember_receipts()
        since = self._since
        found = [blob for blob in self._found(blobs, since) if (blob.trigger.function, blob.key) not in self._known]
        for blob in found:
            self._known[(blob.trigger.function, blob.key)] = blob.modified_at
            self._under_way.add((blob.trigger.function, blob.key))
            self._work.begin(self._attend(blob))
        self._since = looked_at - _OVERLAP
        self._forget_before(self._since)

    async def _attend(self, blob: FoundBlob) -> None:
        try:
            await self._attempts.run(blob)
        finally:
            self._under_way.discard((blob.trigger.function, blob.key))

    async def _remember_receipts(self) -> None:
        for trigger in self._triggers:
            keys = await off_loop(lambda function=trigger.function: self._receipts.done_for(function))  # type: ignore[misc]
            self._known.update({(trigger.function, key): _LONG_AGO for key in keys})

    def _found(self, blobs: "Iterable[BlobProperties]", since: datetime) -> Iterable[FoundBlob]:
        for blob in blobs:
            if blob.last_modified < since:
                continue
            for trigger in self._triggers:
                placeholders = trigger.pattern.match(blob.name)
                if placeholders is not None:
                    yield FoundBlob(trigger, blob.name, blob.etag, blob.last_modified, placeholders)

    def _forget_before(self, moment: datetime) -> None:
        """Let go of what no listing will report again; a blob whose call still runs is kept in mind."""
        self._known = {key: at for key, at in self._known.items() if at >= moment or key in self._under_way}
