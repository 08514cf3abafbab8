"""The lines of a run's end by which alerts are raised: how long its files took, and what a failure is called."""

from typing import Any

from structlog.testing import capture_logs

from functions.clock import utc_now
from functions.ledger.runs import FULL_REBUILD
from functions.transform.advance import advance
from functions.transform.desk import Desk
from jobs.contracts.errors import BooksDoNotBalance
from jobs.contracts.messages import RunFinished, RunRequest
from tests.integration.ledger.conftest import Book
from tests.integration.transform.conftest import ScriptedRunner


def logged(desk: Desk, finished: RunFinished, event: str) -> list[dict[str, Any]]:
    with capture_logs() as lines:
        advance(desk, finished)
    return [dict(line) for line in lines if line["event"] == event]


def test_the_end_of_a_run_tells_how_long_each_file_took(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    dropped = [book.drop(name, name, second).dropped_at for second, name in enumerate("ab", start=1)]
    advance(desk)
    before = utc_now()
    (line,) = logged(desk, RunFinished(runner.started[0].run_id, "succeeded"), "files_in_gold")
    after = utc_now()
    expected = sorted(((before - each).total_seconds(), (after - each).total_seconds()) for each in dropped)
    assert len(line["drop_to_gold_seconds"]) == 2
    for seconds, (least, most) in zip(line["drop_to_gold_seconds"], expected, strict=True):
        assert least - 1 <= seconds <= most + 1


def test_nobody_waits_for_what_is_built_anew(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "a", 1)
    advance(desk)
    advance(desk, RunFinished(runner.started[0].run_id, "succeeded"))
    desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh", full=True), utc_now())
    advance(desk)
    (line,) = logged(desk, RunFinished(runner.started[1].run_id, "succeeded"), "files_in_gold")
    assert line["drop_to_gold_seconds"] == []


def test_a_run_that_was_given_up_says_the_code_of_its_error(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    book.drop("a", "a", 1)
    advance(desk)
    ended = RunFinished(runner.started[0].run_id, "failed", "does not add up", code=BooksDoNotBalance.code)
    found = [line for _ in range(desk.run_attempts) for line in logged(desk, ended, "run_failed")]
    assert [line["code"] for line in found] == ["books-do-not-balance"]
