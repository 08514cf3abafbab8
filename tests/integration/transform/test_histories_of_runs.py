"""Files land and are checked again, and runs start, end, fail and come late, while whoever does it dies or stalls."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.adapters.rows import RowChanged
from functions.ledger.entries import ContentEntry
from functions.ledger.pending import Pending
from functions.ledger.runs import FULL_REBUILD, Runs
from functions.transform.advance import advance
from functions.transform.desk import Desk
from functions.transform.runner import RunState
from jobs.contracts.manifest import ManifestLine, from_jsonl
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.names import BRONZE
from tests.examples import examples
from tests.faults.mortal import DiedError, Mortal, Watch
from tests.integration.ledger.conftest import NOON, Book

type Step = tuple[Any, ...]
# None where the process dies.
type Meanwhile = list[Step] | tuple[()] | None

_DROP = st.tuples(st.just("drop"), st.sampled_from("ab"), st.sampled_from("xyz"), st.just(-1), st.just(()))
# Which of the requests so far, the last one mostly, and which of its changes are made before it fails; None: all well.
_EXECUTE = st.tuples(st.just("execute"), st.sampled_from((0, 0, 0, 1, 2)), st.none() | st.none() | st.integers(0, 15))
_ASK = st.sampled_from((("let go",), ("ask for a full run",)))
# At which call the step dies or stalls, which outcome it is told, and what happens meanwhile.
_ADVANCE = st.tuples(st.just("advance"), st.just(-1), st.none() | st.integers(0, 3), st.just(()))
_CHECK = st.tuples(st.just("check again"), st.sampled_from("xyz"), st.just(-1), st.just(()))
_OTHERS = st.lists(st.one_of(_DROP, _CHECK, _EXECUTE, _ADVANCE, _ADVANCE, _ASK), min_size=1, max_size=7)
_DROP_STALLS = st.tuples(
    st.just("drop"), st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 25), st.none() | _OTHERS
)
_STALL = st.tuples(st.just("advance"), st.integers(0, 50), st.none() | st.integers(0, 3), st.none() | _OTHERS)
_CHECK_STALLS = st.tuples(st.just("check again"), st.sampled_from("xyz"), st.integers(0, 12), st.none() | _OTHERS)
_HISTORY = st.lists(
    st.one_of(_DROP, _DROP_STALLS, _CHECK, _CHECK_STALLS, _EXECUTE, _ADVANCE, _STALL, _STALL, _ASK), max_size=14
)


@dataclass
class Begun:
    """What jobs.begun keeps: the batch that began last."""

    number: int
    lines: list[ManifestLine]
    full: bool
    has_ended: bool = False


@dataclass
class World:
    """The runner and silver as a run changes it, beside the real ledger."""

    desk: Desk
    book: Book
    latest: dict[str, tuple[int, str]] = field(default_factory=dict)
    unfinished: list[tuple[str, str, int]] = field(default_factory=list)
    started: list[RunRequest] = field(default_factory=list)
    outcomes: dict[tuple[str, int], str] = field(default_factory=dict)
    begun: Begun | None = None
    drops: int = 0
    checks: int = 0

    def start(self, request: RunRequest) -> None:
        self.started.append(request)

    def state(self, run_id: str, attempt: int = 1) -> RunState:
        if outcome := self.outcomes.get((run_id, attempt)):
            return RunState(outcome)
        asked = ((request.run_id, request.attempt) for request in self.started)
        return RunState.RUNNING if (run_id, attempt) in asked else RunState.UNKNOWN

    def take(self, step: Step) -> None:
        """One step of a history."""
        kind, *about = step
        if kind == "drop":
            self.drop(*about)
        elif kind == "check again":
            self.check_again(*about)
        elif kind == "execute" and self.started:
            back, part = about
            self.execute(self.started[-1 - min(back, len(self.started) - 1)], part)
        elif kind == "let go":
            self.book.pending.let_go()
        elif kind == "ask for a full run":
            self.desk.runs.ask(FULL_REBUILD, RunRequest("", "refresh"), NOON)
        elif kind == "advance":
            self.advance(*about)

    def drop(self, name: str, word: str, at: int, meanwhile: Meanwhile) -> None:
        """A file is written and landed; at that call landing dies, or waits until the rest has happened."""
        self.drops += 1
        second = self.drops
        self.latest[name] = second, word
        rows = Mortal(self.book.rows, self._calls(at, meanwhile))
        try:
            Book(rows, self.book.partition).drop(name, word, second)  # type: ignore[arg-type]  # stands in
        except DiedError:
            self.unfinished.append((name, word, second))

    def check_again(self, word: str, at: int, meanwhile: Meanwhile) -> None:
        """The rows of a content are found to be others; at that call it dies, or waits until the rest has happened."""
        self.checks += 1
        rows = Mortal(self.book.rows, self._calls(at, meanwhile))
        book = Book(rows, self.book.partition)  # type: ignore[arg-type]  # stands in
        with suppress(DiedError, RowChanged):
            book.check_again(book.received("a", word, 0), bronze=(f"b{self.checks}",))

    def _calls(self, at: int, meanwhile: Meanwhile) -> Watch:
        calls = iter(range(10_000))

        def on_call() -> None:
            if next(calls) == at:
                if meanwhile is None:
                    raise DiedError
                for step in meanwhile:
                    self.take(step)

        return Watch(on_call)

    def advance(self, at: int, told: int | None, meanwhile: Meanwhile) -> None:
        """Move runs on; at that call die, or wait until the rest has happened."""
        ends = list(self.outcomes.items())
        finished = None
        if told is not None and ends:
            (run_id, attempt), state = ends[-1 - told % len(ends)]
            finished = RunFinished(run_id, state, attempt=attempt)
        calls = self._calls(at, meanwhile)
        rows = Mortal(self.book.rows, calls)
        pending, runs = Pending(rows, (self.book.partition,)), Runs(rows)  # type: ignore[arg-type]  # stands in
        desk = Desk(Mortal(self.desk.blobs, calls), pending, runs, Mortal(self, calls), 3)  # type: ignore[arg-type]  # so
        with suppress(DiedError):
            advance(desk, finished)

    def execute(self, request: RunRequest, part: int | None) -> None:
        """What a job does: all of it, or that part, unless it comes too late or leaves half a batch behind."""
        lines = from_jsonl(self.desk.blobs.read(BRONZE, request.manifest, at_most=10**6))
        last, outcome = self.begun, "succeeded"
        if last and last.has_ended and request.number == last.number:
            pass
        elif not lines:
            outcome = "failed"  # a full run where no file is in force
        elif last and (request.number < last.number or self._left_behind(last, request, lines)):
            outcome = "failed"
        else:
            self.begun = Begun(request.number, lines, request.full, has_ended=part is None)
            if request.full and part in (None, 0):
                self.book.silver.clear()
                self.book.apply(lines)
            elif not request.full:
                self.book.apply(line for place, line in enumerate(lines) if part is None or part >> place & 1)
            outcome = "succeeded" if part is None else "failed"
        self.outcomes[request.run_id, request.attempt] = outcome

    @staticmethod
    def _left_behind(last: Begun, request: RunRequest, lines: list[ManifestLine]) -> bool:
        if last.has_ended or request.full:
            return False
        changed = {line.version for line in last.lines if line.ticket or not last.full}
        return bool(changed - {line.version for line in lines})

    def come_to_rest(self) -> None:
        """All that waits is done, and nothing fails or stalls any more."""
        for name, word, second in self.unfinished:
            self.book.drop(name, word, second)
        for _ in range(40):
            self.book.pending.let_go()
            advance(replace(self.desk, runner=self))
            active = self.desk.runs.active()
            if active is None and not self.book.pending.held():
                return
            for request in self.started:
                if active and (request.run_id, request.attempt) == (active.run_id, active.attempts):
                    self.execute(request, None)
        raise AssertionError("runs do not come to rest")


@settings(max_examples=examples(30, 1_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=_HISTORY)
def test_in_the_end_silver_holds_the_latest_of_each_path_whatever_died_or_stalled(
    new_desk: Callable[[], tuple[Desk, Book]], history: list[Step]
) -> None:
    world = World(*new_desk())
    for step in history:
        world.take(step)
    world.come_to_rest()
    book = world.book
    assert book.silver == book.words(*(word for _, word in world.latest.values()))
    contents = {key: ContentEntry.of(book.rows.get(book.partition, f"content:{key}")) for key in book.silver}
    assert {key: book.loaded_from[key] for key in book.silver} == {
        key: content.bronze for key, content in contents.items() if content
    }
