"""The step that moves runs on stalls between two calls while others take whole runs to their end: as if it had died."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from functions.ledger.entries import PendingEntry
from functions.ledger.runs import FULL_REBUILD
from functions.transform.advance import advance
from functions.transform.desk import Desk
from jobs.contracts.manifest import from_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE
from tests.integration.ledger.conftest import NOON, Book
from tests.integration.transform.conftest import ScriptedRunner


@dataclass
class Stalling:
    """A part of the desk, of which a call by that name stalls once it is done: something happens meanwhile, once."""

    part: Any
    name: str
    meanwhile: Callable[[], None]
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.part, name)
        return self._stalled(found) if name == self.name else found

    def _stalled(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def stalled(*arguments: Any, **named: Any) -> Any:
            done = call(*arguments, **named)
            self.calls.append(self.name)
            if len(self.calls) == 1:
                self.meanwhile()
            return done

        return stalled


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

    def lines(self, request: RunRequest) -> Any:
        return from_jsonl(self.desk.blobs.read(BRONZE, request.manifest, at_most=10**6))


def test_what_was_gathered_before_other_runs_is_gathered_again(desk: Desk, book: Book, runner: ScriptedRunner) -> None:
    others = Others(desk, book, runner)
    book.drop("a", "x", 1)

    def meanwhile() -> None:
        others.run()
        book.drop("a", "y", 2)
        others.run()

    advance(replace(desk, blobs=Stalling(desk.blobs, "write_new", meanwhile)))  # type: ignore[arg-type]  # stands in
    assert len(runner.started) == 2
    assert book.silver == book.words("y")


def test_a_full_run_that_was_gathered_before_other_runs_is_gathered_again(
    desk: Desk, book: Book, runner: ScriptedRunner
) -> None:
    others = Others(desk, book, runner)
    book.drop("a", "x", 1)
    others.run()
    desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh"), NOON)

    def meanwhile() -> None:
        others.run()
        book.drop("a", "y", 2)
        others.run()

    advance(replace(desk, blobs=Stalling(desk.blobs, "write_new", meanwhile)))  # type: ignore[arg-type]  # stands in
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

    stalling = replace(desk, blobs=Stalling(desk.blobs, "read", meanwhile))  # type: ignore[arg-type]  # stands in
    advance(stalling, RunFinished(runner.started[0].run_id, "succeeded"))
    (x,) = book.words("x")
    waiting = PendingEntry.of(book.rows.get(book.partition, f"pending:{x}"))
    assert waiting is not None
    assert (waiting.action, waiting.before) == ("load", "")
    others.end()
    assert book.silver == book.words("x")
