"""Runs of a Databricks job: what they are asked for with, and what each state and termination code means.

Held against docs.databricks.com/api/azure/workspace/jobs/runnow and /listruns (2.2), and against the values of
RunLifecycleStateV2.State and TerminationCode.Code in Databricks' own SDKs.
"""

import json
from datetime import UTC, datetime

import pytest

from functions.adapters.databricks_runner import ENDS, STATES, DatabricksRunner
from functions.transform.runner import RunState
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from tests.unit.runners.conftest import Rig
from tests.unit.runners.test_remote_runners import FIRST, RUN, SECOND

CODES = (
    *("SUCCESS", "SUCCESS_WITH_FAILURES", "USER_CANCELED", "CANCELED"),
    *("SKIPPED", "DISABLED", "INTERNAL_ERROR", "RUN_EXECUTION_ERROR"),
    *("DRIVER_ERROR", "CLUSTER_ERROR", "CLOUD_FAILURE", "STORAGE_ACCESS_ERROR"),
    *("UNAUTHORIZED_ERROR", "REPOSITORY_CHECKOUT_FAILED", "FEATURE_DISABLED", "LIBRARY_INSTALLATION_ERROR"),
    *("RESOURCE_NOT_FOUND", "INVALID_CLUSTER_REQUEST", "INVALID_RUN_CONFIGURATION", "BREAKING_CHANGE"),
    *(
        "CLUSTER_REQUEST_LIMIT_EXCEEDED",
        "WORKSPACE_RUN_LIMIT_EXCEEDED",
        "MAX_SPARK_CONTEXTS_EXCEEDED",
        "MAX_CONCURRENT_RUNS_EXCEEDED",
    ),
    *("MAX_JOB_QUEUE_SIZE_EXCEEDED", "BUDGET_POLICY_LIMIT_EXCEEDED"),
)


def test_a_run_is_asked_for_with_a_token_of_its_own_and_may_wait_in_the_queue(workspace: Rig) -> None:
    workspace.runner.start(FIRST)
    workspace.runner.start(SECOND)
    first, second = (asked.body for asked in workspace.api.calls("POST"))
    assert set(first) == {"job_id", "idempotency_token", "queue", "job_parameters"}
    assert (first["job_id"], first["queue"]) == (11223344, {"enabled": True})
    assert json.loads(first["job_parameters"]["request"])["run_id"] == RUN
    assert json.loads(second["job_parameters"]["request"])["attempt"] == 2
    assert len({first["idempotency_token"], second["idempotency_token"]}) == 2


def test_only_runs_since_the_run_was_claimed_are_listed(workspace: Rig) -> None:
    workspace.runner.state(RUN, 1)
    (asked,) = workspace.api.calls("GET")
    since = datetime.fromtimestamp(int(asked.query["start_time_from"]) / 1000, UTC)
    assert since == datetime(2026, 3, 1, 1, 53, 4, tzinfo=UTC)


@pytest.mark.parametrize("state", ["BLOCKED", "PENDING", "QUEUED", "RUNNING", "TERMINATING", "WAITING"])
def test_a_run_that_has_not_ended_is_running(workspace: Rig, state: str) -> None:
    workspace.runner.start(FIRST)
    workspace.service.says(state)
    assert workspace.runner.state(RUN, 1) == RunState.RUNNING
    assert len(STATES) == 6


@pytest.mark.parametrize("code", CODES)
def test_every_documented_end_has_a_meaning(workspace: Rig, code: str) -> None:
    expected = {"SUCCESS": RunState.SUCCEEDED, "USER_CANCELED": RunState.CANCELLED, "CANCELED": RunState.CANCELLED}
    workspace.runner.start(FIRST)
    workspace.service.says("TERMINATED", code)
    assert workspace.runner.state(RUN, 1) == expected.get(code, RunState.FAILED)
    assert set(ENDS) == set(CODES)


def test_a_run_that_took_too_long_is_told_from_one_that_somebody_stopped(workspace: Rig) -> None:
    workspace.runner.start(FIRST)
    workspace.service.says("TERMINATED", "CANCELED", result="TIMEDOUT")
    assert workspace.runner.state(RUN, 1) == RunState.TIMED_OUT


def test_an_end_that_is_not_documented_is_named(workspace: Rig) -> None:
    workspace.runner.start(FIRST)
    workspace.service.says("TERMINATED", "ABDUCTED")
    with pytest.raises(RunnerUnavailable, match="ABDUCTED"):
        workspace.runner.state(RUN, 1)


def test_a_job_that_is_not_there_is_said_to_be_away(workspace: Rig) -> None:
    runner = DatabricksRunner(workspace.runner._service, "99")  # type: ignore[attr-defined]
    with pytest.raises(RunnerUnavailable, match="not there"):
        runner.start(FIRST)


@pytest.mark.parametrize("job", ["", "tillstream", "-1", "1.5"])
def test_a_job_that_is_no_id_is_refused(workspace: Rig, job: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="TILLSTREAM_RUNNER_JOB"):
        DatabricksRunner(workspace.runner._service, job)  # type: ignore[attr-defined]
