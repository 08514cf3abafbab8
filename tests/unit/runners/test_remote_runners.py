"""What holds of every remote runner, whatever its service answers, loses or refuses."""

import pytest

from functions.transform.runner import RunState
from jobs.contracts.errors import RunnerUnavailable
from jobs.contracts.messages import RunRequest
from tests.unit.runners.conftest import Rig
from tests.unit.runners.http_api import DONE, Fault

RUN = "20260301T020304000000-refresh-0a1b2c3d"
FIRST = RunRequest(RUN, "refresh", manifest=f"manifests/{RUN}.jsonl")
SECOND = RunRequest(RUN, "refresh", manifest=f"manifests/{RUN}.jsonl", attempt=2)


def test_a_run_that_is_started_is_running(rig: Rig) -> None:
    rig.runner.start(FIRST)
    assert rig.runner.state(RUN, 1) == RunState.RUNNING
    assert rig.service.starts() == 1


def test_a_run_never_asked_for_is_unknown(rig: Rig) -> None:
    assert rig.runner.state(RUN, 1) == RunState.UNKNOWN
    rig.runner.start(FIRST)
    assert rig.runner.state(RUN, 2) == RunState.UNKNOWN
    assert rig.runner.state(RUN.replace("0a1b", "ffff"), 1) == RunState.UNKNOWN


def test_a_start_that_is_asked_for_twice_starts_once(rig: Rig) -> None:
    rig.runner.start(FIRST)
    rig.runner.start(FIRST)
    assert rig.service.starts() == 1
    rig.runner.start(SECOND)
    assert rig.service.starts() == 2


def test_a_run_is_found_among_others_on_later_pages(rig: Rig) -> None:
    requests = [RunRequest(f"{RUN}{number}", "refresh") for number in range(5)]
    for request in requests:
        rig.runner.start(request)
    assert [rig.runner.state(request.run_id, 1) for request in requests] == [RunState.RUNNING] * 5
    assert rig.runner.state(RUN, 1) == RunState.UNKNOWN


@pytest.mark.parametrize("fault", [fault for fault in DONE if fault is not Fault.BUSY_BUT_DONE])
def test_a_start_that_was_done_and_not_answered_starts_once(rig: Rig, fault: Fault) -> None:
    rig.api.fails("POST", fault)
    try:
        rig.runner.start(FIRST)
    except RunnerUnavailable:
        rig.runner.start(FIRST)
    assert rig.service.starts() == 1


def test_a_start_that_was_done_and_called_busy_starts_once(rig: Rig) -> None:
    rig.api.fails("POST", Fault.BUSY_BUT_DONE)
    try:
        rig.runner.start(FIRST)
    except RunnerUnavailable:
        rig.runner.start(FIRST)
    assert rig.service.starts() == 1


def test_a_start_that_is_throttled_waits_as_long_as_it_is_told_to(rig: Rig) -> None:
    rig.api.fails("POST", Fault.THROTTLED, Fault.THROTTLED)
    rig.runner.start(FIRST)
    assert rig.service.starts() == 1
    assert rig.waits == [3.0, 3.0]


def test_a_service_that_wants_to_be_left_alone_for_long_is_left_to_the_next_look(rig: Rig) -> None:
    rig.api.fails("POST", Fault.THROTTLED_FOR_LONG)
    with pytest.raises(RunnerUnavailable, match="HTTP 429"):
        rig.runner.start(FIRST)
    assert (rig.service.starts(), rig.waits, len(rig.api.calls("POST"))) == (0, [], 1)


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.BROKEN, Fault.BUSY, Fault.ANSWER_LOST, Fault.GARBAGE])
def test_a_question_is_asked_again(rig: Rig, fault: Fault) -> None:
    rig.runner.start(FIRST)
    rig.api.fails("GET", fault, fault)
    assert rig.runner.state(RUN, 1) == RunState.RUNNING
    assert len(rig.waits) == 2


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.ANSWER_LOST, Fault.GARBAGE, Fault.ENDLESS, Fault.SLOW])
def test_a_service_that_never_answers_is_unavailable(rig: Rig, fault: Fault) -> None:
    rig.api.fails("GET", *[fault] * 4)
    with pytest.raises(RunnerUnavailable):
        rig.runner.state(RUN, 1)
    assert len(rig.api.calls("GET")) == 4


def test_a_redirect_is_not_followed(rig: Rig) -> None:
    rig.api.fails("GET", Fault.ELSEWHERE)
    with pytest.raises(RunnerUnavailable, match="HTTP 307"):
        rig.runner.state(RUN, 1)


def test_no_error_holds_a_token_or_what_a_service_said(rig: Rig) -> None:
    rig.api.fails("GET", *[Fault.BROKEN] * 4)
    with pytest.raises(RunnerUnavailable) as caught:
        rig.runner.state(RUN, 1)
    assert "InternalServerError" in str(caught.value)
    assert "secret of a row" not in str(caught.value)
    assert "token-of-the-app" not in str(caught.value)
    assert {asked.authorization for asked in rig.api.asked} == {"Bearer token-of-the-app"}


def test_a_word_that_is_not_documented_is_named(rig: Rig) -> None:
    rig.runner.start(FIRST)
    rig.service.says("Daydreaming")
    with pytest.raises(RunnerUnavailable, match="Daydreaming"):
        rig.runner.state(RUN, 1)


def test_the_services_address_stays_the_only_one_that_gets_the_token(container: Rig) -> None:
    container.runner.start(FIRST)
    container.service.answer = lambda asked: (200, {"value": [], "nextLink": "http://127.0.0.2:9/executions"})  # type: ignore[method-assign]
    container.api.answer = container.service.answer
    with pytest.raises(RunnerUnavailable, match="another address"):
        container.runner.state(RUN, 1)
