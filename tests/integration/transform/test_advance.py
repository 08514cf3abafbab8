"""Runs move on by one step that anyone may take, on a real ledger; the runner is the test's own."""

from dataclasses import replace

import pytest

from functions.adapters.rows import Drop
from functions.clock import utc_now
from functions.ledger.runs import FULL_REBUILD, RunEntry, RunStatus
from functions.transform.advance import advance, start_next
from functions.transform.desk import Desk
from functions.transform.incentive import ask_for_month
from functions.transform.runner import RunState
from jobs.contracts.errors import RunnerUnavailable
from jobs.contracts.manifest import from_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE
from tests.integration.ledger.conftest import Book
from tests.integration.transform.conftest import ScriptedRunner


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


def test_a_word_on_a_try_that_another_has_followed_moves_nothing(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    book.drop("a", "x", 1)
    advance(desk)
    first, second = (replace(ended(runner.started[0], "failed"), attempt=attempt) for attempt in (1, 2))
    for _ in range(3):
        advance(desk, first)
    advance(desk, replace(first, state="succeeded"))
    assert [request.attempt for request in runner.started] == [1, 2]
    assert (book.entry("a", "x").state, desk.pending.held()) == ("landed", 0)
    advance(desk, second)
    assert [request.attempt for request in runner.started] == [1, 2, 3]


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


def test_runs_are_numbered_in_their_order_also_after_an_older_ledger_was_put_back(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    for second, word in enumerate("xyz"):
        book.drop("a", word, second)
        advance(desk)
        advance(desk, ended(runner.started[-1]))
        if word == "y":
            lock = book.rows.get("runs", "active:run")
            assert lock is not None
            book.rows.commit("runs", Drop(lock))
    numbers = [request.number for request in runner.started]
    assert 0 < numbers[0] < numbers[1] < numbers[2]


def test_a_full_run_of_no_file_fails_and_does_not_stop_the_next(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh"), utc_now())
    advance(desk)
    for attempt in (1, 2, 3):
        advance(desk, replace(ended(runner.started[0], "failed"), attempt=attempt))
    assert [run.status for run in desk.runs.all()] == [RunStatus.FAILED]
    book.drop("a", "x", 1)
    advance(desk)
    assert len(runner.run_ids) == 2
