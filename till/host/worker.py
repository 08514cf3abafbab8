"""Drives Microsoft's Python worker library: indexes a function app and calls its functions.

The library keeps its state in its module, so a process has one app and one Worker.
"""

import asyncio
import logging
import sys
import uuid
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as runtime

from jobs.contracts.errors import ConfigurationInvalid
from till.host import protos


class FunctionFailed(Exception):
    """Raised when a function raised; `cause` is what it raised."""

    def __init__(self, invocation_id: str, cause: BaseException | None) -> None:
        self.invocation_id, self.cause = invocation_id, cause
        super().__init__(f"invocation {invocation_id} failed")


class HostStopping(Exception):
    """Raised when a call had not begun by the time that the host was asked to stop."""


class Worker:
    """The functions of one app."""

    def __init__(self, threads: int, stop: asyncio.Event) -> None:
        self._slots = asyncio.Semaphore(threads)
        self._stop = stop
        self.after_call: Callable[[], None] = lambda: None

    async def index(self, app: Path) -> list[protos.RpcFunctionMetadata]:
        """The functions that function_app.py of the folder registers.

        Raises ConfigurationInvalid where it cannot be imported, or a function does not fit its bindings.
        """
        # At INFO the library writes the app settings to the log.
        logging.getLogger("azure.functions").setLevel(logging.WARNING)
        if not (app / "function_app.py").is_file():
            raise _invalid(app, "no function_app.py")
        sys.path.insert(0, str(app))
        runtime.start_threadpool_executor()
        init = SimpleNamespace(capabilities={}, function_app_directory=str(app))
        answer = await runtime.worker_init_request(_request(worker_init_request=init))
        _require_success(answer.result, app)
        answer = await runtime.functions_metadata_request(_request())
        functions: list[protos.RpcFunctionMetadata] = answer.function_metadata_results or []
        for function in functions:
            load = SimpleNamespace(function_id=function.function_id)
            _require_success((await runtime.function_load_request(_request(function_load_request=load))).result, app)
        return functions

    async def call(
        self, function_id: str, parameter: str, value: protos.TypedData, metadata: Mapping[str, protos.TypedData]
    ) -> str:
        """Call a function with its trigger's value, and return the invocation's id.

        Raises FunctionFailed where the function raised, HostStopping where it was not begun.
        """
        async with self._slots:
            if self._stop.is_set():
                raise HostStopping
            invocation_id = str(uuid.uuid4())
            invocation = SimpleNamespace(
                invocation_id=invocation_id,
                function_id=function_id,
                input_data=[protos.ParameterBinding(parameter, value)],
                trigger_metadata=dict(metadata),
                trace_context=SimpleNamespace(trace_parent="", trace_state="", attributes={}),
                retry_context=SimpleNamespace(retry_count=0, max_retry_count=0, exception=None),
            )
            answer = await _ask(runtime.invocation_request, _request(invocation_request=invocation))
        self.after_call()
        if answer.result.status != protos.StatusResult.Success:
            failure = answer.result.exception
            raise FunctionFailed(invocation_id, failure.cause if failure else None)
        return invocation_id


async def _ask(
    handler: Callable[[Any], Awaitable[protos.InvocationResponse]], request: object
) -> protos.InvocationResponse:
    return await handler(request)


def _request(**content: object) -> SimpleNamespace:
    return SimpleNamespace(request=SimpleNamespace(**content), properties={"protos": protos, "host": "127.0.0.1"})


def _require_success(result: protos.StatusResult, app: Path) -> None:
    if result.status != protos.StatusResult.Success:
        failure = result.exception
        error = _invalid(app, failure.message if failure else "no reason given")
        raise error from (failure.cause if failure else None)


def _invalid(app: Path, found: str) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "The function app cannot be loaded.",
        where=str(app / "function_app.py"),
        found=found,
        expected="a module with one FunctionApp whose functions fit their bindings",
        next_step="correct it and start the host again",
    )
