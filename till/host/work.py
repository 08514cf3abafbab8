"""The calls that are under way, so that a stopping host can wait for them."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from jobs.contracts.errors import TillstreamError
from till.host.worker import FunctionFailed
from till.places import places

_log = structlog.get_logger()


class Work:
    """A set of running tasks; one that ends in an unexpected exception is logged, never lost in silence."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin[T](self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run it beside the others."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def drain(self, seconds: float) -> int:
        """Wait for all of it, so long at most; the number still running."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return len(self._tasks)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("host_failed", error=type(error).__name__, at=places(error))


def log_failure(function: str, failure: FunctionFailed, *, attempt: int) -> None:
    """One line for a function that raised: what kind of error and where.

    The message only where it is one of ours: any other may hold a row's values.
    """
    cause = failure.cause
    message = " ".join(str(cause).split()) if isinstance(cause, TillstreamError) else None
    _log.error(
        "function_failed",
        function=function,
        invocation_id=failure.invocation_id,
        attempt=attempt,
        error=type(cause).__name__,
        message=message,
        at=places(cause),
    )
