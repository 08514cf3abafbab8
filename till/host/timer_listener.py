"""Calls a function on its schedule; remembers when it last did, so that a run missed while away is made up once.

One call at a time: a run that takes longer than its interval delays the next.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from azure.core.exceptions import AzureError, ResourceNotFoundError

from functions.clock import utc_now
from till.host.outage import Outage, stopped_within
from till.host.protos import TypedData
from till.host.storage import TRY_ONCE, off_loop
from till.host.triggers import TimerTrigger
from till.host.work import Work, log_failure
from till.host.worker import FunctionFailed, HostStopping, Worker

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

_log = structlog.get_logger()
# A clock that is set, or a laptop that sleeps, is noticed after this long at the latest.
_LONGEST_SLEEP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Status:
    """When a timer last ran (None: never yet) and the moment from which its next run is counted."""

    last: datetime | None
    counted_from: datetime


class TimerListener:
    """Runs one timer."""

    def __init__(
        self,
        trigger: TimerTrigger,
        container: "ContainerClient",
        host_id: str,
        worker: Worker,
        work: Work,
        stop: asyncio.Event,
    ) -> None:
        self._trigger, self._worker, self._work, self._stop = trigger, worker, work, stop
        self._blob = container.get_blob_client(f"timers/{host_id}/Host.Functions.{trigger.function}/status")
        self._outage = Outage(f"timer {trigger.function}", stop)

    async def run(self) -> None:
        """Call the function whenever it is due, until the host stops."""
        status = await self._begin()
        due = self._trigger.schedule.next_after(status.counted_from)
        past_due = due <= utc_now()
        if self._trigger.run_on_startup:
            due = min(due, utc_now())
        while not await self._stopped_before(due):
            # The call belongs to the host's work, so that a stop waits for it; the next one waits for it as well.
            if not await self._work.begin(self._call(status.last, past_due=past_due)):
                return
            ended_at = utc_now()
            status = _Status(last=ended_at, counted_from=ended_at)
            due = self._trigger.schedule.next_after(ended_at)
            await self._remember(status)
            past_due = False

    async def _begin(self) -> _Status:
        """What is remembered; a timer that is new counts from now, and remembers that."""
        fresh = _Status(last=None, counted_from=utc_now())
        if not self._trigger.use_monitor:
            return fresh
        try:
            status = await self._outage.persist(lambda: off_loop(self._read))
        except AzureError as error:
            _log.warning("timer_status_not_read", function=self._trigger.function, error=type(error).__name__)
            return fresh
        if status is None:
            await self._remember(fresh)
        return status or fresh

    async def _stopped_before(self, due: datetime) -> bool:
        while (remaining := (due - utc_now()).total_seconds()) > 0:
            if await stopped_within(self._stop, min(remaining, _LONGEST_SLEEP_SECONDS)):
                return True
        return self._stop.is_set()

    async def _call(self, last: datetime | None, *, past_due: bool) -> bool:
        """Whether the function was called; failing is an outcome that the timer does not repeat."""
        value = {
            "IsPastDue": past_due,
            "Schedule": {"AdjustForDST": False},
            "ScheduleStatus": {
                "Last": last.isoformat() if last else None,
                "Next": self._trigger.schedule.next_after(utc_now()).isoformat(),
                "LastUpdated": utc_now().isoformat(),
            },
        }
        trigger = self._trigger
        try:
            await self._worker.call(trigger.function_id, trigger.parameter, TypedData(json=json.dumps(value)), {})
        except FunctionFailed as failure:
            log_failure(trigger.function, failure, attempt=1)
        except HostStopping:
            return False
        return True

    def _read(self) -> _Status | None:
        try:
            document = json.loads(self._blob.download_blob(**TRY_ONCE).readall())
            last = document["Last"]
            return _Status(
                last=datetime.fromisoformat(last) if last else None,
                counted_from=datetime.fromisoformat(document["LastUpdated"]),
            )
        except (ResourceNotFoundError, ValueError, KeyError):
            return None

    async def _remember(self, status: _Status) -> None:
        if not self._trigger.use_monitor:
            return
        body = json.dumps(
            {
                "Last": status.last.isoformat() if status.last else None,
                "Next": self._trigger.schedule.next_after(status.counted_from).isoformat(),
                "LastUpdated": status.counted_from.isoformat(),
            }
        ).encode()
        try:
            await self._outage.persist(
                lambda: off_loop(lambda: self._blob.upload_blob(body, overwrite=True, **TRY_ONCE))
            )
        except AzureError as error:
            _log.warning("timer_status_not_kept", function=self._trigger.function, error=type(error).__name__)
