"""What a listener does while storage is away: say it once, wait a little longer each time, say when it is back."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from azure.core.exceptions import AzureError, HttpResponseError, ServiceRequestError, ServiceResponseError

_log = structlog.get_logger()
_FIRST_WAIT_SECONDS = 0.25
_LONGEST_WAIT_SECONDS = 5.0
_SERVER_FAULT = 500


class Outage:
    """The patience of one listener."""

    def __init__(self, listener: str, stop: asyncio.Event) -> None:
        self._listener, self._stop = listener, stop
        self._wait = 0.0

    async def sit_out(self, error: AzureError) -> None:
        """Wait before the next try, or until the host stops."""
        if not self._wait:
            _log.warning("storage_away", listener=self._listener, error=type(error).__name__, code=_code(error))
        self._wait = min(self._wait * 2 or _FIRST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS)
        await stopped_within(self._stop, self._wait)

    def over(self) -> None:
        """Storage has answered."""
        if self._wait:
            _log.info("storage_back", listener=self._listener)
        self._wait = 0.0

    async def persist[T](self, call: Callable[[], Awaitable[T]]) -> T:
        """The result of a call, tried until storage answers.

        Raises the AzureError that says no, or the last one of an outage if the host stops before it is over.
        """
        while True:
            try:
                result = await call()
            except AzureError as error:
                if self._stop.is_set() or not is_away(error):
                    raise
                await self.sit_out(error)
            else:
                self.over()
                return result


async def stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, less if the host is stopped; true if it is."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return stop.is_set()
    return True


def is_away(error: AzureError) -> bool:
    """Whether storage did not answer, as against an answer that says no."""
    if isinstance(error, HttpResponseError) and not isinstance(error, ServiceResponseError):
        return (error.status_code or 0) >= _SERVER_FAULT
    return isinstance(error, ServiceRequestError | ServiceResponseError)


def _code(error: AzureError) -> str:
    return str(getattr(error, "error_code", None) or getattr(error, "status_code", None) or "no answer")
