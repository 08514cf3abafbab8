"""Executions of a Container Apps Job: what they are asked for with, and what each of their states means.

Held against learn.microsoft.com/rest/api/resource-manager/containerapps/jobs/start (JobExecutionTemplate,
JobExecutionContainer) and the values of JobExecutionRunningState.
"""

import json

import pytest

from functions.adapters.container_runner import STATES, ContainerRunner
from functions.transform.runner import RunState
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from tests.unit.runners.conftest import Rig
from tests.unit.runners.container_apps import CONTAINER, JOB
from tests.unit.runners.test_remote_runners import FIRST, RUN


def test_an_execution_is_the_jobs_own_container_with_the_run_on_its_command_line(container: Rig) -> None:
    container.runner.start(FIRST)
    (asked,) = container.api.calls("POST")
    assert (asked.path, asked.query) == (f"{JOB}/start", {"api-version": "2025-07-01"})
    assert list(asked.body) == ["containers"]
    (started,) = asked.body["containers"]
    assert set(started) <= {"image", "name", "command", "args", "env", "resources"}
    assert started["image"] == CONTAINER["image"]
    assert started["env"] == CONTAINER["env"]
    assert started["resources"] == {"cpu": 2.0, "memory": "4Gi"}
    *own, flag, request = started["args"]
    assert own == CONTAINER["args"]
    assert flag == "--request"
    assert json.loads(request) == {
        "run_id": RUN,
        "kind": "refresh",
        "manifest": f"manifests/{RUN}.jsonl",
        "full": False,
        "month": "",
        "as_of": "",
        "attempt": 1,
        "number": 0,
    }


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Running", RunState.RUNNING),
        ("Processing", RunState.RUNNING),
        ("Degraded", RunState.RUNNING),
        ("Unknown", RunState.RUNNING),
        ("Succeeded", RunState.SUCCEEDED),
        ("Failed", RunState.FAILED),
        ("Stopped", RunState.CANCELLED),
    ],
)
def test_every_documented_status_has_a_meaning(container: Rig, status: str, state: RunState) -> None:
    container.runner.start(FIRST)
    container.service.says(status)
    assert container.runner.state(RUN, 1) == state
    assert len(STATES) == 7


@pytest.mark.parametrize("status", ["Degraded", "Unknown"])
def test_an_execution_that_has_an_end_and_no_good_one_has_failed(container: Rig, status: str) -> None:
    container.runner.start(FIRST)
    container.service.says(status, endTime="2026-03-01T00:05:00Z")
    assert container.runner.state(RUN, 1) == RunState.FAILED


def test_an_execution_that_somebody_started_by_hand_is_nobodys_run(container: Rig) -> None:
    container.runner.start(FIRST)
    for arguments in ([], ["--request"], ["--request", "no json"], None):
        container.service.executions[0]["properties"]["template"] = {"containers": [{"args": arguments}]}
        assert container.runner.state(RUN, 1) == RunState.UNKNOWN


def test_a_job_that_is_not_there_is_said_to_be_away(container: Rig) -> None:
    runner = ContainerRunner(container.runner._service, JOB.replace("tillstream", "another"))  # type: ignore[attr-defined]
    with pytest.raises(RunnerUnavailable, match="not there"):
        runner.start(FIRST)
    with pytest.raises(RunnerUnavailable, match="not there"):
        runner.state(RUN, 1)


@pytest.mark.parametrize("job", ["", "tillstream", f"{JOB}/start", f"https://management.azure.com{JOB}", JOB + "?x=1"])
def test_a_job_that_is_no_resource_id_is_refused(container: Rig, job: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="TILLSTREAM_RUNNER_JOB"):
        ContainerRunner(container.runner._service, job)  # type: ignore[attr-defined]
