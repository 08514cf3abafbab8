"""Storage answers 503, drops connections or loses answers at each call of a landing: it lands once, by itself or when
it is repeated, and what is raised has a name."""

from itertools import count

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileEntry
from jobs.contracts.errors import StorageUnavailable
from tests.faults.books import Dropped, assert_balanced, assert_taken_out, drop
from tests.faults.proxy import Fault, Proxy, Rule

CALLS_OF_A_LANDING = 10


def corrected(desk: LandingDesk) -> tuple[FileEntry, Dropped]:
    """A landed file, and a correction of it that has just been dropped."""
    first = drop(desk)
    before = land(desk, first.path)
    assert before is not None
    return before, drop(desk, first.path)


def failure_of(desk: LandingDesk, path: str) -> StorageUnavailable | None:
    """What a landing raised, or None where it came to its end."""
    try:
        land(desk, path)
    except StorageUnavailable as error:
        return error
    return None


def land_until_answered(desk: LandingDesk, path: str) -> None:
    """Land as a trigger does, which tries again what storage did not answer, five times in all."""
    for _ in range(4):
        if failure_of(desk, path) is None:
            return
    land(desk, path)


# These leave something done behind them. That a download notices a cut in the headers is tested beside the others of
# its kind (test_a_blob_changes_while_it_is_read); elsewhere it is an error anyway.
@pytest.mark.parametrize("fault", [Fault.BUSY_BUT_DONE, Fault.ANSWER_LOST, Fault.CUT_IN_ANSWER])
def test_any_call_may_fail_once(desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, fault: Fault) -> None:
    for nth in count(1):
        before, correction = corrected(desk)
        with proxy.rule(Rule(fault, nth=nth)) as rule:
            land_until_answered(shaky, correction.path)
            told = [line for line in proxy.done if line.startswith("201 POST") and "transform-requests" in line]
        after = assert_balanced(desk, correction)
        assert_taken_out(desk, before, after)
        assert told, "the next step must have been told"
        if not rule.met:
            break
    assert nth > CALLS_OF_A_LANDING, "the test must have met every call"


@pytest.mark.parametrize(("fault", "step"), [(Fault.BUSY, 5), (Fault.CUT_IN_ANSWER, 1)])
def test_an_outage_that_begins_at_any_call_has_a_name_and_an_end(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, fault: Fault, step: int
) -> None:
    for nth in count(1, step):
        before, correction = corrected(desk)
        with proxy.rule(Rule(fault, nth=nth, times=1000)) as rule:
            error = failure_of(shaky, correction.path)
        land(desk, correction.path)
        assert_taken_out(desk, before, assert_balanced(desk, correction))
        if not rule.met:
            break
        assert error is not None
        assert "till status" in error.next_step
    assert nth > CALLS_OF_A_LANDING, "the test must have met every call"


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BUSY_WITH_RETRY_AFTER, Fault.REFUSED, Fault.CUT_IN_REQUEST])
def test_every_third_request_comes_to_nothing_for_a_while(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, fault: Fault
) -> None:
    before, correction = corrected(desk)
    with proxy.rule(Rule(fault, times=12, every=3)) as rule:
        land_until_answered(shaky, correction.path)
    assert rule.met == 4
    assert_taken_out(desk, before, assert_balanced(desk, correction))
