"""Runs jobs on Databricks: run-now of one deployed job, which queues and has one run at a time.

A try has an idempotency token of its own, so that the service itself starts it once, however often it is asked.
API 2.2: docs.databricks.com/api/azure/workspace/jobs (runnow, listruns). Runs are kept for 60 days.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from functions.adapters.service import Service
from functions.transform.runner import RunState, known_state, state_of_tries
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from jobs.contracts.messages import RunRequest
from jobs.contracts.paths import digest

PARAMETER = "request"
_PAGES_AT_MOST = 50
_CLOCKS_DIFFER = timedelta(minutes=10)
_ENDED = "TERMINATED"
STATES = MappingProxyType(
    dict.fromkeys(("BLOCKED", "PENDING", "QUEUED", "RUNNING", "TERMINATING", "WAITING"), RunState.RUNNING)
)
ENDS: Mapping[str, RunState] = MappingProxyType(
    {
        "SUCCESS": RunState.SUCCEEDED,
        "USER_CANCELED": RunState.CANCELLED,
        "CANCELED": RunState.CANCELLED,
        **dict.fromkeys(
            (
                *("SUCCESS_WITH_FAILURES", "SKIPPED", "DISABLED", "INTERNAL_ERROR", "RUN_EXECUTION_ERROR"),
                *("DRIVER_ERROR", "CLUSTER_ERROR", "CLOUD_FAILURE", "STORAGE_ACCESS_ERROR", "UNAUTHORIZED_ERROR"),
                *("REPOSITORY_CHECKOUT_FAILED", "LIBRARY_INSTALLATION_ERROR", "RESOURCE_NOT_FOUND"),
                *("INVALID_CLUSTER_REQUEST", "INVALID_RUN_CONFIGURATION", "FEATURE_DISABLED", "BREAKING_CHANGE"),
                *("CLUSTER_REQUEST_LIMIT_EXCEEDED", "WORKSPACE_RUN_LIMIT_EXCEEDED", "MAX_SPARK_CONTEXTS_EXCEEDED"),
                *("MAX_CONCURRENT_RUNS_EXCEEDED", "MAX_JOB_QUEUE_SIZE_EXCEEDED", "BUDGET_POLICY_LIMIT_EXCEEDED"),
            ),
            RunState.FAILED,
        ),
    }
)


class DatabricksRunner:
    """The runner of a Databricks workspace: `job` is the id of the job that databricks.yml deploys.

    Raises ConfigurationInvalid where it is no id.
    """

    def __init__(self, service: Service, job: str) -> None:
        if not job.isdigit():
            raise ConfigurationInvalid(
                "The Databricks job cannot be told by its id.",
                where="TILLSTREAM_RUNNER_JOB",
                found=job,
                expected="digits, as `databricks bundle summary` shows them",
                next_step="correct the setting",
            )
        self._service, self._job = service, int(job)

    def start(self, request: RunRequest) -> None:
        """Ask for a run of this try; it waits in the job's queue where another is running. Raises RunnerUnavailable."""
        body = {
            "job_id": self._job,
            "idempotency_token": digest(request.run_id, str(request.attempt), length=64),
            "queue": {"enabled": True},
            "job_parameters": {PARAMETER: request.to_json()},
        }
        self._found(self._service.ask("POST", "api/2.2/jobs/run-now", body=body))

    def state(self, run_id: str, attempt: int) -> RunState:
        """What became of that try. Raises RunnerUnavailable, also for a state that is not documented."""
        return state_of_tries([_state(run) for run in self._runs(run_id) if _is_of(run, run_id, attempt)])

    def _runs(self, run_id: str) -> Iterator[dict[str, Any]]:
        """The job's runs since shortly before the run was claimed, which its id tells."""
        query = {"job_id": self._job, "limit": 25, "start_time_from": _milliseconds(run_id)}
        for _ in range(_PAGES_AT_MOST):
            page = self._found(self._service.ask("GET", "api/2.2/jobs/runs/list", query=query))
            yield from page.get("runs", [])
            if not page.get("next_page_token"):
                return
            query |= {"page_token": page["next_page_token"]}

    def _found(self, answer: Any) -> dict[str, Any]:
        if answer.status == HTTPStatus.NOT_FOUND:
            raise RunnerUnavailable(
                "The Databricks job is not there.",
                where=str(self._job),
                found="HTTP 404",
                expected="the job that TILLSTREAM_RUNNER_JOB names",
                next_step="databricks bundle deploy, or correct the setting",
            )
        body: dict[str, Any] = answer.body
        return body


def _milliseconds(run_id: str) -> int:
    try:
        claimed = datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return round((claimed - _CLOCKS_DIFFER).timestamp() * 1000)


def _is_of(run: dict[str, Any], run_id: str, attempt: int) -> bool:
    for parameter in run.get("job_parameters") or []:
        if parameter.get("name") != PARAMETER:
            continue
        try:
            request = RunRequest.from_json(parameter.get("value") or parameter.get("default") or "")
        except (ValueError, TypeError):
            return False
        return (request.run_id, request.attempt) == (run_id, attempt)
    return False


def _state(run: dict[str, Any]) -> RunState:
    status = run.get("status") or {}
    state = str(status.get("state"))
    if state != _ENDED:
        return known_state(STATES, state, "Databricks run")
    # Only the older field tells a run that took too long from one that somebody cancelled.
    if (run.get("state") or {}).get("result_state") == "TIMEDOUT":
        return RunState.TIMED_OUT
    code = str((status.get("termination_details") or {}).get("code"))
    return known_state(ENDS, code, "termination code of a Databricks run")
