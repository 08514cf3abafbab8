"""Runs whose runner tells nobody of their end: a container job behind a server that speaks its API, a real ledger."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from functions.adapters.queues import Queues
from functions.ledger.runs import RunEntry, RunStatus
from functions.transform.advance import advance, look, start_next
from functions.transform.desk import Desk, Looks
from functions.transform.hand_over import hand_over_again
from jobs.contracts.errors import RunnerUnavailable
from jobs.contracts.messages import FileLanded, RunFinished
from jobs.contracts.names import BRONZE, TRANSFORM_REQUESTS
from jobs.contracts.paths import outcome_path
from tests.conftest import Azurite
from tests.integration.desk import landing_desk
from tests.integration.ledger.conftest import Book
from tests.unit.runners.conftest import Rig, rig_of
from tests.unit.runners.container_apps import ContainerApps
from tests.unit.runners.http_api import Fault

AT_ONCE, LATER = timedelta(), timedelta(hours=1)


@dataclass
class Requested:
    """A queue that keeps what is put on it."""

    messages: list[tuple[FileLanded, timedelta]] = field(default_factory=list)

    def request_transform(self, message: FileLanded, after: timedelta = AT_ONCE) -> None:
        self.messages.append((message, after))


@pytest.fixture
def service() -> Iterator[Rig]:
    yield from rig_of("container")


@pytest.fixture
def requested() -> Requested:
    return Requested()


@pytest.fixture
def remote(desk: Desk, service: Rig, requested: Requested) -> Desk:
    return replace(desk, runner=service.runner, looks=Looks(requested, AT_ONCE))


def the_run(desk: Desk) -> RunEntry:
    (run,) = desk.runs.all()
    return run


def executions(service: Rig) -> ContainerApps:
    assert isinstance(service.service, ContainerApps)
    return service.service


def leave_outcome(desk: Desk, finished: RunFinished, attempt: int = 1) -> None:
    folder = outcome_path(finished.run_id, attempt)
    desk.blobs.write_new(BRONZE, f"{folder}/_SUCCESS", b"")
    desk.blobs.write_new(BRONZE, f"{folder}/part-0.txt", finished.to_json().encode() + b"\n")


def test_a_run_is_settled_by_a_look_and_no_message_of_its_own(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    look(remote)
    assert the_run(remote).status == RunStatus.ACTIVE
    executions(service).says("Succeeded")
    look(remote)
    assert the_run(remote).status == RunStatus.SUCCEEDED
    assert book.entry("a", "x").state == "transformed"


def test_the_runs_own_word_counts_before_its_service_has_noticed(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    leave_outcome(remote, RunFinished(the_run(remote).run_id, "succeeded", seconds={"gold": 1.5}))
    look(remote)
    run = the_run(remote)
    assert (run.status, run.seconds) == (RunStatus.SUCCEEDED, {"gold": 1.5})


def test_a_run_that_failed_says_why_and_is_tried_as_another_execution(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    for attempt in (1, 2, 3):
        assert executions(service).starts() == attempt
        executions(service).says("Failed")
        leave_outcome(remote, RunFinished(the_run(remote).run_id, "failed", error=f"reason {attempt}"), attempt)
        look(remote)
    run = the_run(remote)
    assert (run.status, run.attempts, run.error, remote.pending.held()) == (RunStatus.FAILED, 3, "reason 3", 1)


def test_what_a_person_has_stopped_is_not_started_again(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    executions(service).says("Stopped")
    look(remote)
    run = the_run(remote)
    assert (run.status, run.error) == (RunStatus.FAILED, "the runner calls the run cancelled")
    assert executions(service).starts() == 1
    assert remote.pending.held() == 1


def test_a_start_whose_answer_was_lost_is_found_and_not_repeated(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    service.api.fails("POST", Fault.ANSWER_LOST)
    with pytest.raises(RunnerUnavailable):
        start_next(remote)
    look(remote)
    executions(service).says("Succeeded")
    look(remote)
    assert executions(service).starts() == 1
    assert the_run(remote).status == RunStatus.SUCCEEDED


def test_a_runner_that_takes_nothing_for_long_uses_up_no_attempts(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    service.api.fails("POST", *[Fault.BUSY] * 5)
    with pytest.raises(RunnerUnavailable):
        start_next(remote)
    for _ in range(4):
        look(remote)
    assert executions(service).starts() == 0
    look(remote)
    assert executions(service).starts() == 1
    assert the_run(remote).attempts == 1


def test_a_run_that_was_taken_and_is_forgotten_is_another_attempt(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    executions(service).executions.clear()
    look(remote)
    assert the_run(remote).attempts == 2
    assert executions(service).starts() == 1


def test_a_run_that_is_not_listed_yet_is_given_time(remote: Desk, book: Book, service: Rig) -> None:
    patient = replace(remote, appears_within=LATER)
    book.drop("a", "x", 1)
    start_next(patient)
    executions(service).hidden = True
    look(patient)
    assert (the_run(patient).attempts, executions(service).starts()) == (1, 1)
    look(remote)
    assert the_run(remote).attempts == 2


def test_a_lost_start_is_given_time_to_appear_before_it_is_repeated(remote: Desk, book: Book, service: Rig) -> None:
    patient = replace(remote, appears_within=LATER)
    book.drop("a", "x", 1)
    service.api.fails("POST", Fault.ANSWER_LOST)
    with pytest.raises(RunnerUnavailable):
        start_next(patient)
    executions(service).hidden = True
    look(patient)
    assert executions(service).starts() == 1


def test_of_two_that_find_a_run_failed_one_starts_it_again(remote: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    executions(service).says("Failed")
    seen = the_run(remote)
    hand_over_again(remote, seen, 2)
    executions(service).hidden = True  # so that only the ledger keeps the second from starting another
    hand_over_again(remote, seen, 2)
    assert (the_run(remote).attempts, executions(service).starts()) == (2, 2)


def test_one_look_at_a_time_is_on_its_way(remote: Desk, book: Book, requested: Requested) -> None:
    patient = replace(remote, looks=Looks(requested, LATER))
    book.drop("a", "x", 1)
    start_next(patient)
    assert requested.messages == [(FileLanded(), LATER)]
    for _ in range(3):
        advance(patient)
    assert requested.messages == [(FileLanded(), LATER)]


def test_a_look_that_was_lost_is_followed_by_another(remote: Desk, book: Book, requested: Requested) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    requested.messages.clear()
    advance(remote)
    assert requested.messages == [(FileLanded(), AT_ONCE)]


def test_looks_end_with_the_run(remote: Desk, book: Book, service: Rig, requested: Requested) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    executions(service).says("Succeeded")
    look(remote)
    requested.messages.clear()
    look(remote)
    assert requested.messages == []


def test_a_look_at_a_runner_that_is_away_is_followed_by_another_and_poisons_nothing(
    remote: Desk, book: Book, service: Rig, requested: Requested
) -> None:
    book.drop("a", "x", 1)
    start_next(remote)
    requested.messages.clear()
    service.api.fails("GET", *[Fault.BROKEN] * 4)
    look(remote)
    assert len(requested.messages) == 1
    service.api.fails("GET", *[Fault.BROKEN] * 4)
    with pytest.raises(RunnerUnavailable):
        advance(remote)


def test_a_look_at_a_runner_that_tells_of_its_ends_fails_as_it_did(desk: Desk, book: Book, service: Rig) -> None:
    book.drop("a", "x", 1)
    start_next(replace(desk, runner=service.runner))
    service.api.fails("GET", *[Fault.BROKEN] * 4)
    with pytest.raises(RunnerUnavailable):
        look(replace(desk, runner=service.runner))


def test_a_message_is_seen_when_its_time_has_come(azurite: Azurite) -> None:
    landing = landing_desk(azurite)
    queue: Queues = landing.queues
    client = queue._requests
    client.clear_messages()
    queue.request_transform(FileLanded(), after=timedelta(hours=1))
    queue.request_transform(FileLanded("pos_sales", "now"))
    assert client.queue_name == TRANSFORM_REQUESTS
    (seen,) = client.receive_messages()
    assert b64decode(seen.content) == b'{"dataset":"pos_sales","version":"now"}'
    client.clear_messages()
