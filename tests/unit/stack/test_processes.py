"""Processes of a stack: known again by their start time, stopped in order, killed where they will not end."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from till.stack.processes import ProcessId, Stopped, running, spawn, stop, tail


@pytest.fixture
def started() -> Iterator[list[ProcessId]]:
    processes: list[ProcessId] = []
    yield processes
    for process in processes:
        if found := running(process):
            found.kill()


def start(started: list[ProcessId], folder: Path, code: str) -> ProcessId:
    command = [sys.executable, "-c", f"print('begun', flush=True)\n{code}"]
    process = spawn(command, log=folder / "log", environment=dict(os.environ), folder=folder)
    started.append(process)
    end = time.monotonic() + 10
    while "begun" not in tail(folder / "log"):
        assert time.monotonic() < end
        time.sleep(0.02)
    return process


def test_a_process_has_a_session_of_its_own_and_writes_to_its_log(started: list[ProcessId], tmp_path: Path) -> None:
    process = start(started, tmp_path, "import time; time.sleep(60)")
    assert running(process)
    assert os.getsid(process.pid) == process.pid
    assert tail(tmp_path / "log") == "begun"


def test_a_process_that_was_given_our_pid_later_is_not_ours(started: list[ProcessId], tmp_path: Path) -> None:
    process = start(started, tmp_path, "import time; time.sleep(60)")
    another = ProcessId(process.pid, process.started_at - 60)
    assert running(another) is None
    assert stop(another, 1) == Stopped.BY_ITSELF
    assert psutil.pid_exists(process.pid)


def test_a_process_that_is_asked_to_ends(started: list[ProcessId], tmp_path: Path) -> None:
    process = start(started, tmp_path, "import time; time.sleep(60)")
    assert stop(process, 5) == Stopped.IN_ORDER
    assert running(process) is None
    assert stop(process, 5) == Stopped.BY_ITSELF


def test_a_process_that_will_not_end_is_killed(started: list[ProcessId], tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    process = start(started, tmp_path, code)
    while "deaf" not in tail(tmp_path / "log"):
        time.sleep(0.02)
    assert stop(process, 0.3) == Stopped.KILLED


def test_the_tail_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("\n".join(str(number) for number in range(100)))
    assert tail(tmp_path / "log").splitlines() == [str(number) for number in range(88, 100)]
    assert tail(tmp_path / "none") == "(no log)"
