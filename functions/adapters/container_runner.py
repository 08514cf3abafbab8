"""Runs jobs as executions of an Azure Container Apps Job: one image, the embedded engine, nothing between runs.

The service knows neither names nor tokens of our own for an execution, so a try is told by its command line, which
each execution keeps: it is looked for before it is started, and a start whose answer is lost is never repeated here.
API: learn.microsoft.com/rest/api/resource-manager/containerapps/jobs (start, get) and jobs-executions (list).
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from functions.adapters.service import Service
from functions.transform.runner import RunState, known_state, state_of_tries
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from jobs.contracts.messages import RunRequest

_VERSION = {"api-version": "2025-07-01"}
_JOB = re.compile(
    r"/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[-\w._()]{1,90}/providers/Microsoft\.App/jobs/[-\w._()]+"
)
_PAGES_AT_MOST = 50
# What an execution may say for itself; all of it, since what is given replaces the job's own container.
_OF_A_CONTAINER = ("image", "name", "command", "args", "env", "resources")
_REQUEST = "--request"
STATES = MappingProxyType(
    {
        "Running": RunState.RUNNING,
        "Processing": RunState.RUNNING,
        "Succeeded": RunState.SUCCEEDED,
        "Failed": RunState.FAILED,  # also after the job's replicaTimeout, which the service does not tell apart
        "Stopped": RunState.CANCELLED,
        # The service itself is not sure yet; an execution that has an end is one that failed.
        "Degraded": RunState.RUNNING,
        "Unknown": RunState.RUNNING,
    }
)
_UNSURE = ("Degraded", "Unknown")


class ContainerRunner:
    """The runner of the small retailer's production: `job` is the resource id of a Container Apps Job.

    Raises ConfigurationInvalid where it is none.
    """

    def __init__(self, service: Service, job: str) -> None:
        if not _JOB.fullmatch(job):
            raise ConfigurationInvalid(
                "The Container Apps Job cannot be told by its resource id.",
                where="TILLSTREAM_RUNNER_JOB",
                found=job,
                expected="/subscriptions/.../resourceGroups/.../providers/Microsoft.App/jobs/...",
                next_step="correct the setting",
            )
        self._service, self._job = service, job

    def start(self, request: RunRequest) -> None:
        """Start an execution, unless the service knows one of this try. Raises RunnerUnavailable."""
        if self._tries(request.run_id, request.attempt):
            return
        template = self._get(self._job)["properties"]["template"]
        first, *others = map(_as_started, template["containers"])
        first["args"] = [*(first.get("args") or []), _REQUEST, request.to_json()]
        body = {"containers": [first, *others]}
        answer = self._service.ask("POST", f"{self._job}/start", query=_VERSION, body=body, twice=False)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise self._away(self._job)

    def state(self, run_id: str, attempt: int) -> RunState:
        """What became of that try. Raises RunnerUnavailable, also for a status that is not documented."""
        return state_of_tries(self._tries(run_id, attempt))

    def _tries(self, run_id: str, attempt: int) -> list[RunState]:
        """The states of the executions of a try: one, or none; several only where a start was repeated elsewhere."""
        return [_state(each["properties"]) for each in self._executions() if _is_of(each, run_id, attempt)]

    def _executions(self) -> Iterator[dict[str, Any]]:
        page = self._get(f"{self._job}/executions")
        for _ in range(_PAGES_AT_MOST):
            yield from page.get("value", [])
            if not page.get("nextLink"):
                return
            page = self._get(page["nextLink"], query=None)

    def _get(self, path: str, query: Any = MappingProxyType(_VERSION)) -> dict[str, Any]:
        answer = self._service.ask("GET", path, query=query)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise self._away(path)
        return answer.body

    def _away(self, path: str) -> RunnerUnavailable:
        return RunnerUnavailable(
            "The Container Apps Job is not there.",
            where=path,
            found="HTTP 404",
            expected="the job that TILLSTREAM_RUNNER_JOB names",
            next_step="deploy the job, or correct the setting",
        )


def _as_started(container: dict[str, Any]) -> dict[str, Any]:
    started = {name: value for name, value in container.items() if name in _OF_A_CONTAINER and value is not None}
    if sizes := started.get("resources"):
        started["resources"] = {name: sizes[name] for name in ("cpu", "memory") if name in sizes}
    return started


def _is_of(execution: dict[str, Any], run_id: str, attempt: int) -> bool:
    containers = (execution.get("properties", {}).get("template") or {}).get("containers") or [{}]
    arguments = containers[0].get("args") or []
    if _REQUEST not in arguments[:-1]:
        return False
    try:
        request = RunRequest.from_json(arguments[arguments.index(_REQUEST) + 1])
    except (ValueError, TypeError):
        return False  # started by hand, with something else
    return (request.run_id, request.attempt) == (run_id, attempt)


def _state(execution: dict[str, Any]) -> RunState:
    status = str(execution.get("status"))
    if status in _UNSURE and execution.get("endTime"):
        return RunState.FAILED
    return known_state(STATES, status, "Container Apps Job execution")
