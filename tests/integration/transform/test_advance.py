"""Runs move on by one step that anyone may take, on a real ledger; the runner is the test's own."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest

from functions.adapters.rows import RowStore
from functions.clock import utc_now
from functions.ledger.pending import Pending
from functions.ledger.runs import FULL_REBUILD, RunEntry, Runs, RunStatus
from functions.transform.advance import Desk, advance, start_next
from functions.transform.incentive import ask_for_month
from functions.transform.runner import RunState
from jobs.contracts.errors import RunnerUnavailable
from jobs.contracts.manifest import from_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE
from tests.conftest import Azurite
from tests.faults.mortal import DiedError, Life, Mortal
from tests.integration.desk import landing_desk
from tests.integration.ledger.conftest import Book


@dataclass
class ScriptedRunner:
    """A runner whose runs end when the test says so."""

    started: list[RunRequest] = field(default_factory=list)
    states: dict[str, RunState] = field(default_factory=dict)
    away: bool = False

    def start(self, request: RunRequest) -> None:
        if self.away:
            raise RunnerUnavailable("The runner is away.")
        self.started.append(request)
        self.states[request.run_id] = RunState.RUNNING

    def state(self, run_id: str) -> RunState:
        return self.states.get(run_id, RunState.UNKNOWN)

    def all_succeed(self) -> None:
        self.states = dict.fromkeys(self.run_ids, RunState.SUCCEEDED)

    @property
    def run_ids(self) -> set[str]:
        return {request.run_id for request in self.started}


class RowsOfOneTest(RowStore):
    """The real table, with the partition of runs renamed, so that tests do not share the lock."""

    def __init__(self, rows: RowStore) -> None:
        self._table = rows._table
        self._name = f"runs-{uuid4().hex}"

    def get(self, partition, key):  # type: ignore[no-untyped-def]  # as in the base class
        return super().get(self._own(partition), key)

    def beginning_with(self, partition, prefix):  # type: ignore[no-untyped-def]  # as in the base class
        return super().beginning_with(self._own(partition), prefix)

    def commit(self, partition, *changes):  # type: ignore[no-untyped-def]  # as in the base class
        return super().commit(self._own(partition), *changes)

    def _own(self, partition: str) -> str:
        return self._name if partition == "runs" else partition


@pytest.fixture
def book(azurite: Azurite) -> Book:
    return Book(RowsOfOneTest(landing_desk(azurite).rows))


@pytest.fixture
def runner() -> ScriptedRunner:
    return ScriptedRunner()


@pytest.fixture
def desk(azurite: Azurite, book: Book, runner: ScriptedRunner) -> Desk:
    blobs = landing_desk(azurite).blobs
    return Desk(blobs, Pending(book.rows, (book.partition,)), Runs(book.rows), runner, 3)


def ended(run: RunEntry | RunRequest, state: str = "succeeded", error: str = "") -> RunFinished:
    return RunFinished(run.run_id, state, error)


def test_all_that_has_landed_is_one_run(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    for name in "abc":
        book.drop(name, name, 1)
    advance(desk)
    (request,) = runner.started
    lines = from_jsonl(desk.blobs.read(BRONZE, request.manifest, at_most=10**6))
    assert {line.version for line in lines} == book.words("a", "b", "c")
    assert {(line.action, line.rows, line.total_cost, line.months) for line in lines} == {
        ("load", 2, "5.00", ("2026-03",))
    }


def test_a_message_for_work_already_done_starts_nothing(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "x", 1)
    advance(desk)
    advance(desk, ended(runner.started[0]))
    advance(desk)
    advance(desk, ended(runner.started[0]))
    assert len(runner.started) == 1
    assert book.entry("a", "x").run_id == runner.started[0].run_id


def test_what_lands_during_a_run_is_the_next_run(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "x", 1)
    start_next(desk)
    book.drop("b", "y", 2)
    start_next(desk)
    advance(desk)
    assert len(runner.started) == 1
    advance(desk, ended(runner.started[0]))
    assert len(runner.started) == 2
    advance(desk, ended(runner.started[1]))
    assert [run.status for run in desk.runs.all()] == [RunStatus.SUCCEEDED] * 2


def test_a_run_that_the_runner_has_forgotten_is_started_again(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "x", 1)
    advance(desk)
    runner.states.clear()
    advance(desk)
    assert len(runner.started) == 2
    assert len(runner.run_ids) == 1


def test_a_run_whose_end_nobody_told_of_is_settled_by_the_runners_word(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    book.drop("a", "x", 1)
    advance(desk)
    runner.states[runner.started[0].run_id] = RunState.SUCCEEDED
    advance(desk)
    assert book.entry("a", "x").state == "transformed"


def test_a_run_that_fails_three_times_holds_its_files_and_not_the_next(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    book.drop("a", "x", 1)
    advance(desk)
    for _ in range(3):
        advance(desk, ended(runner.started[0], "failed", "no such column"))
    (run,) = desk.runs.all()
    assert (run.status, run.attempts, run.error, desk.pending.held()) == (RunStatus.FAILED, 3, "no such column", 1)
    assert len(runner.run_ids) == 1
    book.drop("b", "y", 2)
    advance(desk)
    assert len(runner.run_ids) == 2
    advance(desk, ended(runner.started[-1]))
    assert desk.pending.let_go() == 1
    advance(desk)
    advance(desk, ended(runner.started[-1]))
    assert book.entry("a", "x").state == "transformed"


def test_pay_waits_until_what_has_landed_is_in_gold(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    ask_for_month(desk.runs, "2026-03")
    ask_for_month(desk.runs, "2026-03")
    book.drop("a", "x", 1)
    advance(desk)
    assert [request.kind for request in runner.started] == ["refresh"]
    advance(desk, ended(runner.started[0]))
    assert [(request.kind, request.month) for request in runner.started[1:]] == [("incentive", "2026-03")]
    advance(desk, ended(runner.started[1]))
    assert desk.runs.waiting() == []


def test_a_full_rebuild_names_every_content_in_force(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "x", 1)
    book.drop("b", "y", 2)
    book.run()
    book.drop("b", "z", 3)
    desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh", full=True), utc_now())
    advance(desk)
    (request,) = runner.started
    lines = from_jsonl(desk.blobs.read(BRONZE, request.manifest, at_most=10**6))
    assert request.full
    assert {line.version for line in lines if line.action == "load"} == book.words("x", "z")
    advance(desk, ended(request))
    assert desk.pending.lines() == []
    assert book.entry("b", "z").state == "transformed"


def test_a_runner_that_is_away_loses_nothing(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "x", 1)
    runner.away = True
    with pytest.raises(RunnerUnavailable):
        advance(desk)
    runner.away = False
    advance(desk)
    assert len(runner.run_ids) == 1


@pytest.mark.parametrize("after", [False, True])
def test_the_step_can_die_at_any_call_and_be_taken_again(desk: Desk, book: Book, after: bool) -> None:
    deaths = 0
    while _survives_death_at(deaths, after, desk, book):
        deaths += 1
    assert deaths > 15, "the test must have met every call"


def _survives_death_at(calls: int, after: bool, desk: Desk, book: Book) -> bool:
    """A file's run is started and settled by steps of which one dies at that call; False where none was left to die."""
    life, runner, name = Life(calls, after), ScriptedRunner(), uuid4().hex
    book.drop(name, name, 1)
    rows = Mortal(book.rows, life)
    pending = Pending(rows, (book.partition,))  # type: ignore[arg-type]  # a Mortal stands in for what it wraps
    dying = Desk(Mortal(desk.blobs, life), pending, Runs(rows), Mortal(runner, life), 3)  # type: ignore[arg-type]  # so
    died = _dies(dying, runner)
    for _ in range(3):
        advance(replace(desk, runner=runner))
        runner.all_succeed()
    assert book.entry(name, name).state == "transformed"
    assert desk.runs.active() is None
    assert len(runner.run_ids) == 1
    return died


def _dies(dying: Desk, runner: ScriptedRunner) -> bool:
    """Take the step, and with the run ended take it again; True where it died."""
    try:
        advance(dying)
        runner.all_succeed()
        advance(dying)
    except DiedError:
        return True
    return False
