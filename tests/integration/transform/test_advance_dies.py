"""The step that moves runs on dies at each of its calls, and is taken again: as if nothing had happened."""

from dataclasses import replace
from uuid import uuid4

import pytest

from functions.ledger.pending import Pending
from functions.ledger.runs import Runs
from functions.transform.advance import advance
from functions.transform.desk import Desk
from jobs.contracts.messages import RunRequest
from jobs.contracts.names import BRONZE
from jobs.contracts.paths import standing_path
from jobs.contracts.standing import StandingLine, standing_texts
from tests.faults.mortal import DiedError, Life, Mortal
from tests.integration.ledger.conftest import Book
from tests.integration.transform.conftest import ScriptedRunner


@pytest.mark.parametrize("after", [False, True])
def test_the_step_can_die_at_any_call_and_be_taken_again(desk: Desk, book: Book, after: bool) -> None:
    deaths = 0
    while _survives_death_at(deaths, after, desk, book):
        deaths += 1
    assert deaths > 15, "the test must have met every call"


def _survives_death_at(calls: int, after: bool, desk: Desk, book: Book) -> bool:
    """A file's run is started and settled by steps of which one dies at that call; False where none was left to die."""
    life, earlier, name = Life(calls, after), uuid4().hex, uuid4().hex
    book.drop(earlier, earlier, 1)
    book.run()
    book.drop(name, name, 2)
    runner = ScriptedRunner(leaves=lambda request: leave_standing(desk, book, request, earlier, name))
    rows = Mortal(book.rows, life)
    pending = Pending(rows, (book.partition,))  # type: ignore[arg-type]  # a Mortal stands in for what it wraps
    dying = Desk(Mortal(desk.blobs, life), pending, Runs(rows), Mortal(runner, life), 3)  # type: ignore[arg-type]  # so
    died = _dies(dying, runner)
    for _ in range(3):
        advance(replace(desk, runner=runner))
        runner.all_succeed()
    entry, other = book.entry(name, name), book.entry(earlier, earlier)
    assert (entry.state, entry.loaded, entry.duplicate, entry.total_cost) == ("transformed", 1, 1, "4.00")
    assert (other.loaded, other.corrected, other.corrected_cost) == (2, 1, "2.00")
    assert desk.runs.active() is None
    assert len(runner.run_ids) == 1
    return died


def leave_standing(desk: Desk, book: Book, request: RunRequest, corrected: str, repeating: str) -> None:
    """What a run leaves that found a row of one file corrected, and one of another a repetition."""
    (old,), (new,) = book.words(corrected), book.words(repeating)
    lines = [
        StandingLine(book.partition, old, corrected=1, corrected_cost="2.00"),
        StandingLine(book.partition, new, duplicate=1, duplicate_cost="1.00"),
    ]
    folder = standing_path(request.run_id)
    desk.blobs.write_new(BRONZE, f"{folder}/_SUCCESS", b"")
    for number, text in enumerate(standing_texts(lines)):
        desk.blobs.write_new(BRONZE, f"{folder}/part-{number}.txt", text.encode() + b"\n")


def _dies(dying: Desk, runner: ScriptedRunner) -> bool:
    """Take the step, and with the run ended take it again; True where it died."""
    try:
        advance(dying)
        runner.all_succeed()
        advance(dying)
    except DiedError:
        return True
    return False
