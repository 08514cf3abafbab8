"""Livy batches: what they are asked for with, and what each state means.

Held against learn.microsoft.com/rest/api/synapse/data-plane/spark-batch/create-spark-batch-job (SparkBatchJobOptions)
and the values of LivyStates and SparkBatchJobResultType.
"""

import json

import pytest

from functions.adapters.livy_runner import RESULTS, STATES, LivyRunner
from functions.transform.runner import RunState
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from tests.unit.runners.conftest import LAKE, MAIN_FILE, Rig
from tests.unit.runners.livy import POOL, Livy
from tests.unit.runners.test_remote_runners import FIRST, RUN

RUNNING = (
    *("not_started", "starting", "idle", "busy", "running"),
    *("recovering", "shutting_down", "submitting", "not_submitted"),
)


def test_a_batch_is_the_main_file_with_the_run_as_an_argument_and_sizes_by_livys_names(pool: Rig) -> None:
    pool.runner.start(FIRST)
    (asked,) = pool.api.calls("POST")
    assert asked.path == f"{POOL}/batches"
    *arguments, request = asked.body.pop("args")
    assert arguments == ["--engine", "platform", "--lake", LAKE, "--request"]
    assert json.loads(request)["run_id"] == RUN
    assert asked.body == {
        "name": f"tillstream-{RUN}-1",
        "file": MAIN_FILE,
        "conf": {"spark.sql.shuffle.partitions": "64"},
        "numExecutors": 2,
        "executorMemory": "28g",
    }


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        *((state, RunState.RUNNING) for state in RUNNING),
        ("success", RunState.SUCCEEDED),
        ("error", RunState.FAILED),
        ("dead", RunState.FAILED),
        ("killed", RunState.CANCELLED),
    ],
)
def test_every_documented_state_has_a_meaning(pool: Rig, state: str, meant: RunState) -> None:
    pool.runner.start(FIRST)
    pool.service.says(state)
    assert pool.runner.state(RUN, 1) == meant
    assert len(STATES) == len(RUNNING) + 4


@pytest.mark.parametrize(
    ("result", "meant"),
    [("Succeeded", RunState.SUCCEEDED), ("Failed", RunState.FAILED), ("Cancelled", RunState.CANCELLED)],
)
def test_a_result_says_more_than_a_state(pool: Rig, result: str, meant: RunState) -> None:
    pool.runner.start(FIRST)
    pool.service.says("dead", result)
    assert pool.runner.state(RUN, 1) == meant
    assert len(RESULTS) == 3


@pytest.mark.parametrize("newest_first", [False, True])
def test_of_very_many_batches_the_latest_are_looked_through(pool: Rig, newest_first: bool) -> None:
    assert isinstance(pool.service, Livy)
    others = [{"id": number, "name": f"another-{number}", "state": "success"} for number in range(1000)]
    pool.service.batches = others
    pool.runner.start(FIRST)
    if newest_first:
        pool.service.batches.reverse()
    pool.api.asked.clear()
    assert pool.runner.state(RUN, 1) == RunState.RUNNING
    assert len(pool.api.calls("GET")) <= 10


def test_an_address_without_the_api_is_said_to_be_wrong(pool: Rig) -> None:
    pool.api.answer = lambda _: (404, {})
    with pytest.raises(RunnerUnavailable, match="TILLSTREAM_RUNNER_URL"):
        pool.runner.start(FIRST)


@pytest.mark.parametrize(
    "main_file", ["", "job.py", "https://x/job.py", "abfss://a@b/job.jar", "abfss://a@b/j.py?sig=1"]
)
def test_a_main_file_that_is_none_is_refused(pool: Rig, main_file: str) -> None:
    with pytest.raises(ConfigurationInvalid, match="TILLSTREAM_RUNNER_JOB"):
        LivyRunner(pool.runner._service, main_file, LAKE, {})  # type: ignore[attr-defined]


def test_a_size_that_is_no_number_is_refused(pool: Rig) -> None:
    with pytest.raises(ConfigurationInvalid, match="TILLSTREAM_RUNNER_CONF"):
        LivyRunner(pool.runner._service, MAIN_FILE, LAKE, {"spark.driver.cores": "four"})  # type: ignore[attr-defined]
