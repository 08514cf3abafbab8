"""Runs on a real ledger, of which each test has a partition of its own; the runner is the test's own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from functions.adapters.blobs import BlobStore
from functions.adapters.rows import RowStore
from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.transform.desk import Desk
from functions.transform.runner import RunState
from jobs.contracts.errors import RunnerUnavailable
from jobs.contracts.messages import RunRequest
from tests.conftest import Azurite
from tests.integration.desk import landing_desk
from tests.integration.ledger.conftest import Book


@dataclass
class ScriptedRunner:
    """A runner whose runs end when the test says so."""

    started: list[RunRequest] = field(default_factory=list)
    states: dict[str, RunState] = field(default_factory=dict)
    away: bool = False
    leaves: Callable[[RunRequest], None] = lambda _: None

    def start(self, request: RunRequest) -> None:
        if self.away:
            raise RunnerUnavailable("The runner is away.")
        self.started.append(request)
        self.states[request.run_id] = RunState.RUNNING
        self.leaves(request)

    def state(self, run_id: str, attempt: int = 1) -> RunState:
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
    return _desk(landing_desk(azurite).blobs, book, runner)


@pytest.fixture
def new_desk(azurite: Azurite) -> Callable[[], tuple[Desk, Book]]:
    """Makes a desk with no runs and a ledger with no files in it."""
    landing = landing_desk(azurite)

    def made() -> tuple[Desk, Book]:
        book = Book(RowsOfOneTest(landing.rows))
        return _desk(landing.blobs, book, ScriptedRunner()), book

    return made


def _desk(blobs: BlobStore, book: Book, runner: ScriptedRunner) -> Desk:
    return Desk(blobs, Pending(book.rows, (book.partition,)), Runs(book.rows), runner, 3)
