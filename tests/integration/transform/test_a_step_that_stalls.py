"""The step that moves runs on stalls between two calls while others take whole runs to their end: as if it had died."""

from dataclasses import dataclass, replace
from typing import Any

from functions.ledger.entries import PendingEntry
from functions.ledger.runs import FULL_REBUILD
from functions.transform.advance import advance
from functions.transform.desk import Desk
from jobs.contracts.manifest import from_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE
from tests.faults.mortal import Mortal, Stall
from tests.integration.ledger.conftest import NOON, Book
from tests.integration.transform.conftest import ScriptedRunner


@dataclass
class Others:
    """Who takes runs to their end while the step stalls, and what silver holds by then."""

    desk: Desk
    book: Book
    runner: ScriptedRunner

    def run(self) -> None:
        """Start what waits, unless it is under way, and end it."""
        advance(self.desk)
        self.end()

    def end(self) -> None:
        """End the active run well, and start what waits then."""
        request = self.runner.started[-1]
        self.book.apply(self.lines(request))
        advance(self.desk, RunFinished(request.run_id, "succeeded"))

    def correct(self) -> None:
        """Take to its end what waits, and then a correction of the file a."""
        self.run()
        self.book.drop("a", "y", 2)
        self.run()

    def lines(self, request: RunRequest) -> Any:
        return from_jsonl(self.desk.blobs.read(BRONZE, request.manifest, at_most=10**6))


def test_what_was_gathered_before_other_runs_is_gathered_again(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    others = Others(desk, book, runner)
    book.drop("a", "x", 1)
    advance(replace(desk, blobs=Mortal(desk.blobs, Stall("write_new", others.correct))))  # type: ignore[arg-type]  # stands in
    assert len(runner.started) == 2
    assert book.silver == book.words("y")


def test_a_full_run_that_was_gathered_before_other_runs_is_gathered_again(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    others = Others(desk, book, runner)
    book.drop("a", "x", 1)
    others.run()
    desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh"), NOON)
    advance(replace(desk, blobs=Mortal(desk.blobs, Stall("write_new", others.correct))))  # type: ignore[arg-type]  # stands in
    assert len(runner.started) == 3
    assert desk.runs.active() is None
    assert book.silver == book.words("y")


def test_a_run_that_others_have_settled_says_nothing_of_what_silver_holds_after_later_ones(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    others = Others(desk, book, runner)
    book.drop("a", "x", 1)
    advance(desk)
    book.apply(others.lines(runner.started[0]))

    def meanwhile() -> None:
        others.end()
        book.drop("a", "y", 2)
        others.run()
        book.drop("a", "x", 3)

    stalling = replace(desk, blobs=Mortal(desk.blobs, Stall("read", meanwhile)))  # type: ignore[arg-type]  # stands in
    advance(stalling, RunFinished(runner.started[0].run_id, "succeeded"))
    (x,) = book.words("x")
    waiting = PendingEntry.of(book.rows.get(book.partition, f"pending:{x}"))
    assert waiting is not None
    assert (waiting.action, waiting.before) == ("load", "")
    others.end()
    assert book.silver == book.words("x")
