"""The warm process' HTTP side and the runner that calls it, over a real socket; the engine is a stand-in."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from functions.adapters.local_runner import LocalRunner
from functions.transform.runner import RunState
from jobs.contracts.errors import BooksDoNotBalance, ConfigurationInvalid, RunFailed, RunnerUnavailable
from jobs.contracts.messages import RunFinished, RunRequest
from till.stack.ports import free_ports
from till.warm.runs import Runs
from till.warm.server import WarmServer

TOKEN = "right"


class Engine:
    """Does runs by name: 'bad...' fails, 'slow...' waits for `go_on`."""

    def __init__(self) -> None:
        self.executed: list[str] = []
        self.reported: list[RunFinished] = []
        self.go_on = threading.Event()

    def execute(self, request: RunRequest) -> RunFinished:
        self.executed.append(request.run_id)
        if request.run_id.startswith("slow"):
            self.go_on.wait(10)
        if request.run_id == "bad-books":
            raise BooksDoNotBalance("Rows are missing.")
        if request.run_id == "bad-luck":
            raise KeyError("secret value of a row")
        return RunFinished(request.run_id, "succeeded", seconds={"gold": 1.5})

    def query(self, statement: str, limit: int) -> dict[str, Any]:
        if statement == "bad":
            raise RunFailed("The engine cannot answer the query.", found="no such table")
        return {"columns": [], "rows": [[statement, limit]], "truncated": False}


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def server(engine: Engine) -> Iterator[WarmServer]:
    runs = Runs(engine.execute, engine.reported.append)
    server = WarmServer(free_ports(1)[0], TOKEN, runs, engine.query)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    engine.go_on.set()
    runs.stop(5)
    server.shutdown()
    server.server_close()


@pytest.fixture
def runner(server: WarmServer) -> LocalRunner:
    return LocalRunner(f"http://127.0.0.1:{server.server_port}", TOKEN)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def call(server: WarmServer, method: str, path: str, body: Any = None, token: str | None = TOKEN) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    connection.request(method, path, body if isinstance(body, str | None) else json.dumps(body), headers)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_a_run_is_taken_at_once_done_and_reported(runner: LocalRunner, engine: Engine) -> None:
    runner.start(RunRequest("one", "refresh", manifest="m.jsonl"))
    until(lambda: runner.state("one") == RunState.SUCCEEDED)
    until(lambda: engine.reported)
    assert engine.reported == [RunFinished("one", "succeeded", seconds={"gold": 1.5})]


def test_a_run_that_is_asked_for_twice_starts_once(runner: LocalRunner, engine: Engine) -> None:
    for _ in range(2):
        runner.start(RunRequest("slow", "refresh"))
    assert runner.state("slow") == RunState.RUNNING
    engine.go_on.set()
    until(lambda: runner.state("slow") == RunState.SUCCEEDED)
    runner.start(RunRequest("slow", "refresh"))
    runner.start(RunRequest("last", "refresh"))
    until(lambda: runner.state("last") == RunState.SUCCEEDED)
    assert engine.executed == ["slow", "last"]


def test_a_run_that_failed_is_started_again_when_it_is_asked_for_again(runner: LocalRunner, engine: Engine) -> None:
    for times in (1, 2):
        runner.start(RunRequest("bad-books", "refresh"))
        until(lambda times=times: len(engine.reported) == times)
        assert runner.state("bad-books") == RunState.FAILED
    assert engine.executed == ["bad-books", "bad-books"]
    assert engine.reported[0].error == "Rows are missing."


def test_an_unexpected_failure_says_where_but_not_what(runner: LocalRunner, engine: Engine) -> None:
    runner.start(RunRequest("bad-luck", "refresh"))
    until(lambda: engine.reported)
    assert "KeyError at" in engine.reported[0].error
    assert "secret" not in engine.reported[0].error


def test_runs_go_one_at_a_time(runner: LocalRunner, engine: Engine) -> None:
    runner.start(RunRequest("slow", "refresh"))
    runner.start(RunRequest("next", "refresh"))
    until(lambda: engine.executed)
    assert engine.executed == ["slow"]
    assert runner.state("next") == RunState.RUNNING
    engine.go_on.set()
    until(lambda: runner.state("next") == RunState.SUCCEEDED)


def test_a_query_does_not_wait_for_a_run(server: WarmServer, runner: LocalRunner) -> None:
    runner.start(RunRequest("slow", "refresh"))
    status, body = call(server, "POST", "/sql", {"query": "select 1", "limit": 5})
    assert (status, body["rows"]) == (200, [["select 1", 5]])
    assert runner.state("slow") == RunState.RUNNING


def test_a_stopping_process_ends_its_run_reports_it_and_takes_no_more(
    server: WarmServer, runner: LocalRunner, engine: Engine
) -> None:
    runner.start(RunRequest("slow", "refresh"))
    until(lambda: engine.executed)
    runner.start(RunRequest("queued", "refresh"))
    threading.Timer(0.3, engine.go_on.set).start()
    assert server.runs.stop(5) is True
    assert [finished.run_id for finished in engine.reported] == ["slow"]
    assert engine.executed == ["slow"]
    with pytest.raises(RunnerUnavailable, match="stopping"):
        runner.start(RunRequest("late", "refresh"))


def test_a_run_that_takes_longer_than_the_process_may_wait_is_cut_short(
    server: WarmServer, runner: LocalRunner, engine: Engine
) -> None:
    runner.start(RunRequest("slow", "refresh"))
    until(lambda: engine.executed)
    assert server.runs.stop(0.1) is False


@pytest.mark.parametrize("token", [None, "", "wrong", "rightly"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/health"), ("GET", "/runs/x"), ("POST", "/runs"), ("POST", "/sql")]
)
def test_every_call_needs_the_token(server: WarmServer, engine: Engine, method: str, path: str, token: str) -> None:
    body = {"run_id": "x", "kind": "refresh", "query": "select 1"} if method == "POST" else None
    assert call(server, method, path, body, token)[0] == 401
    assert engine.executed == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/runs", "no json", 400),
        ("/runs", [1], 400),
        ("/runs", {"kind": "refresh"}, 400),
        ("/runs", {"run_id": "", "kind": "refresh"}, 400),
        ("/runs", {"run_id": "x", "kind": "drop"}, 400),
        ("/runs", {"run_id": ["x"], "kind": "refresh"}, 400),
        ("/sql", {"query": 1}, 400),
        ("/sql", {"query": "select 1", "limit": 0}, 400),
        ("/sql", {"query": "bad"}, 422),
        ("/else", {}, 404),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(server: WarmServer, path: str, body: Any, status: int) -> None:
    found, answered = call(server, "POST", path, body)
    assert found == status
    assert answered["error"]


def test_a_run_never_heard_of_is_unknown(runner: LocalRunner) -> None:
    assert runner.state("never/heard of") == RunState.UNKNOWN


def test_a_process_that_is_not_there_or_does_not_know_us_is_unavailable(server: WarmServer) -> None:
    nobody = LocalRunner(f"http://127.0.0.1:{free_ports(1)[0]}", TOKEN)
    stranger = LocalRunner(f"http://127.0.0.1:{server.server_port}", "wrong")
    for runner in (nobody, stranger):
        with pytest.raises(RunnerUnavailable):
            runner.start(RunRequest("x", "refresh"))
        with pytest.raises(RunnerUnavailable):
            runner.state("x")


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1:1", "127.0.0.1:7071"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationInvalid):
        LocalRunner(url, TOKEN)
