"""Processes that spark-submit would be: started once, and known by what they leave behind."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.adapters.spark_submit_runner import SparkSubmitRunner
from functions.transform.runner import RunState
from jobs.contracts.errors import ConfigurationInvalid, RunnerUnavailable
from jobs.contracts.messages import RunRequest

RUN = "20260301T020304000000-refresh-0a1b2c3d"
LAKE = "file:///lake/{file_system}"


def program(folder: Path, body: str) -> str:
    """A spark-submit that keeps its arguments and then does as it is told."""
    script = folder / "spark-submit"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {folder}/arguments\n{body}\n')
    script.chmod(0o755)
    return str(script)


def runner(folder: Path, body: str) -> SparkSubmitRunner:
    conf = {"spark.executor.memory": "2g"}
    submit = program(folder, body)
    return SparkSubmitRunner("spark://h:7077", "job.py", LAKE, folder / "runs", conf, program=submit)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def wait_file(folder: Path) -> str:
    return f"while [ ! -e {folder}/go ]; do sleep 0.05; done"


def test_a_try_is_started_once_with_the_run_as_an_argument(tmp_path: Path) -> None:
    submits = runner(tmp_path, wait_file(tmp_path))
    request = RunRequest(RUN, "refresh")
    for _ in range(2):
        submits.start(request)
    assert submits.state(RUN, 1) == RunState.RUNNING
    (tmp_path / "go").touch()
    until(lambda: submits.state(RUN, 1) == RunState.SUCCEEDED)
    assert (tmp_path / "arguments").read_text().splitlines() == [
        *("--master", "spark://h:7077", "--conf", "spark.executor.memory=2g", "--name", f"tillstream-{RUN}-1"),
        *("job.py", "--engine", "platform", "--lake", LAKE, "--request", request.to_json()),
    ]
    submits.start(request)
    assert submits.state(RUN, 1) == RunState.SUCCEEDED


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("exit 0", RunState.SUCCEEDED),
        ("exit 1", RunState.FAILED),
        ("exit 124", RunState.FAILED),
        ("kill -KILL $$", RunState.FAILED),
        ("kill -TERM $$", RunState.CANCELLED),
        ("exit 130", RunState.CANCELLED),
    ],
)
def test_how_a_process_ends_says_what_became_of_the_run(tmp_path: Path, body: str, state: RunState) -> None:
    submits = runner(tmp_path, body)
    submits.start(RunRequest(RUN, "refresh"))
    until(lambda: submits.state(RUN, 1) != RunState.RUNNING)
    assert submits.state(RUN, 1) == state


def test_a_try_never_asked_for_is_unknown_and_the_next_one_is_another(tmp_path: Path) -> None:
    submits = runner(tmp_path, "exit 1")
    assert submits.state(RUN, 1) == RunState.UNKNOWN
    submits.start(RunRequest(RUN, "refresh"))
    assert submits.state(RUN, 2) == RunState.UNKNOWN
    submits.start(RunRequest(RUN, "refresh", attempt=2))
    until(lambda: submits.state(RUN, 2) == RunState.FAILED)


def test_a_run_whose_keeper_is_gone_without_a_word_has_failed(tmp_path: Path) -> None:
    submits = runner(tmp_path, wait_file(tmp_path))
    submits.start(RunRequest(RUN, "refresh"))
    pid = tmp_path / "runs" / f"tillstream-{RUN}-1" / "pid"
    until(lambda: pid.exists() and (tmp_path / "arguments").exists())
    os.kill(int(pid.read_text().split()[0]), signal.SIGKILL)
    until(lambda: submits.state(RUN, 1) == RunState.FAILED)
    (tmp_path / "go").touch()


def test_a_number_of_a_process_that_is_anothers_by_now_is_not_the_run(tmp_path: Path) -> None:
    submits = runner(tmp_path, "exit 0")
    folder = tmp_path / "runs" / f"tillstream-{RUN}-1"
    folder.mkdir(parents=True)
    (folder / "pid").write_text(f"{os.getpid()} 1\n")
    assert submits.state(RUN, 1) == RunState.FAILED


def test_a_machine_that_went_down_before_the_process_began_is_a_failure(tmp_path: Path) -> None:
    submits = runner(tmp_path, "exit 0")
    folder = tmp_path / "runs" / f"tillstream-{RUN}-1"
    folder.mkdir(parents=True)
    assert submits.state(RUN, 1) == RunState.RUNNING
    os.utime(folder, (0, 0))
    assert submits.state(RUN, 1) == RunState.FAILED


def test_a_machine_without_spark_submit_takes_no_run(tmp_path: Path) -> None:
    lacking = SparkSubmitRunner("yarn", "job.py", LAKE, tmp_path, {}, program="no-such-spark-submit")
    with pytest.raises(RunnerUnavailable, match="no spark-submit"):
        lacking.start(RunRequest(RUN, "refresh"))
    assert lacking.state(RUN, 1) == RunState.UNKNOWN


@pytest.mark.parametrize("run_id", ["", "../outside", "a b", "a/b"])
def test_an_id_that_is_no_name_of_a_folder_is_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(RunnerUnavailable):
        runner(tmp_path, "exit 0").start(RunRequest(run_id, "refresh"))


@pytest.mark.parametrize("master", ["", "h:7077", "spark://", "--conf"])
def test_a_master_that_is_none_is_refused(tmp_path: Path, master: str) -> None:
    with pytest.raises(ConfigurationInvalid):
        SparkSubmitRunner(master, "job.py", LAKE, tmp_path, {})
