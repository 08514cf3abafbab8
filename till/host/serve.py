"""Puts the host together: index the app, start a listener per container, queue and timer, stop them in order."""

import asyncio
import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from azure.core.exceptions import ResourceExistsError

from jobs.contracts.names import BLOB_TRIGGER_POISON, POISON_SUFFIX
from till.host.blob_attempts import BlobAttempts
from till.host.blob_listener import BlobListener
from till.host.host_json import HostJson, read_host_json
from till.host.leased_message import MessageHandler
from till.host.outage import Outage
from till.host.poison import PoisonQueue
from till.host.queue_listener import QueueListener
from till.host.receipts import Receipts
from till.host.storage import HOST_CONTAINER, TRY_ONCE, container_client, off_loop, queue_client
from till.host.timer_listener import TimerListener
from till.host.triggers import (
    HOST_STORAGE,
    BlobTrigger,
    QueueTrigger,
    TimerTrigger,
    Trigger,
    connection_of,
    read_triggers,
)
from till.host.work import Work
from till.host.worker import Worker
from till.settings import HostSettings

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

_log = structlog.get_logger()
type Listener = BlobListener | QueueListener | TimerListener


class Host:
    """One app on one storage account."""

    def __init__(self, app: Path, settings: HostSettings, app_settings: Mapping[str, str]) -> None:
        self._app, self._settings, self._app_settings = app, settings, app_settings
        self._stop = asyncio.Event()
        self._work = Work()
        self._worker = Worker(settings.worker_threads, self._stop)

    async def serve(self, ready_file: Path | None) -> bool:
        """Serve until SIGTERM or SIGINT; true if all that was under way then has ended.

        Raises ConfigurationInvalid where app, host.json or app settings cannot be used.
        """
        options = read_host_json(self._app)
        triggers = read_triggers(await self._worker.index(self._app), self._app_settings)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        host_container = await self._host_container()
        listeners = list(self._listeners(triggers, options, host_container))
        self._worker.after_call = _nudge([each for each in listeners if isinstance(each, QueueListener)])
        _log.info("host_started", functions=sorted(trigger.function for trigger in triggers))
        if ready_file:
            ready_file.write_text(f"{os.getpid()}\n", encoding="ascii")
        try:
            return await self._run(listeners)
        finally:
            if ready_file:
                ready_file.unlink(missing_ok=True)

    async def _run(self, listeners: list[Listener]) -> bool:
        tasks = {asyncio.create_task(listener.run()) for listener in listeners}
        stopped = asyncio.create_task(self._stop.wait())
        done, _ = await asyncio.wait({*tasks, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopped}:
            task.result()  # a listener ends by itself only by a fault of its own: let it end the host
        _log.info("host_stopping")
        left = await self._work.drain(self._settings.drain_seconds)
        await asyncio.wait(tasks, timeout=1)
        _log.info("host_stopped", cut_short=left)
        return left == 0

    async def _host_container(self) -> "ContainerClient":
        container = container_client(connection_of(self._app_settings, HOST_STORAGE, "blob"), HOST_CONTAINER)

        def create() -> None:
            with suppress(ResourceExistsError):
                container.create_container(**TRY_ONCE)

        await Outage("host container", self._stop).persist(lambda: off_loop(create))
        return container

    def _listeners(
        self, triggers: list[Trigger], options: HostJson, host_container: "ContainerClient"
    ) -> Iterable[Listener]:
        watched: dict[tuple[str, str], list[BlobTrigger]] = defaultdict(list)
        for trigger in triggers:
            match trigger:
                case BlobTrigger():
                    watched[(trigger.connection, trigger.pattern.container)].append(trigger)
                case QueueTrigger():
                    yield self._queue_listener(trigger, options)
                case TimerTrigger():
                    yield TimerListener(
                        trigger, host_container, self._settings.host_id, self._worker, self._work, self._stop
                    )
        for (connection, container), blob_triggers in watched.items():
            yield self._blob_listener(connection, container, blob_triggers, options, host_container)

    def _queue_listener(self, trigger: QueueTrigger, options: HostJson) -> QueueListener:
        queue = queue_client(trigger.connection, trigger.queue)
        poison = None
        if not trigger.queue.endswith(POISON_SUFFIX):  # like the real host: a poison queue has none of its own
            target = queue_client(trigger.connection, trigger.queue + POISON_SUFFIX)
            poison = PoisonQueue(target, options.queues.message_encoding)
        lease = self._settings.queue_lease_seconds
        handler = MessageHandler(trigger, queue, poison, self._worker, options.queues, self._stop, lease_seconds=lease)
        return QueueListener(
            queue,
            handler,
            options.queues,
            self._work,
            self._stop,
            poll_seconds=self._settings.queue_poll_seconds,
            lease_seconds=lease,
        )

    def _blob_listener(
        self,
        connection: str,
        name: str,
        triggers: list[BlobTrigger],
        options: HostJson,
        host_container: "ContainerClient",
    ) -> BlobListener:
        container = container_client(connection, name)
        receipts = Receipts(host_container, self._settings.host_id)
        poison = PoisonQueue(
            queue_client(connection_of(self._app_settings, HOST_STORAGE, "queue"), BLOB_TRIGGER_POISON),
            options.queues.message_encoding,
        )
        attempts = BlobAttempts(container, receipts, poison, self._worker, options, self._stop)
        return BlobListener(
            container,
            triggers,
            receipts,
            attempts,
            self._work,
            self._stop,
            poll_seconds=self._settings.blob_poll_seconds,
        )


def _nudge(listeners: list[QueueListener]) -> Callable[[], None]:
    """What a function did may have sent a message: the queues are looked at at once, but for those of poison."""
    watched = [listener for listener in listeners if not listener.queue_name.endswith(POISON_SUFFIX)]

    def look_now() -> None:
        for listener in watched:
            listener.look_now()

    return look_now
