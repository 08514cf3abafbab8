"""Storage answers 503, drops connections or loses answers at each call of a landing: it lands once, by itself or when
it is repeated, and what is raised has a name."""

from itertools import count

import pytest

from functions.landing.land import LandingDesk, land
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


def land_twice_if_asked_to(desk: LandingDesk, path: str) -> bool:
    """Land as a trigger does, which tries again what storage did not answer; whether it had to."""
    try:
        land(desk, path)
    except StorageUnavailable:
        land(desk, path)
        return True
    return False


# A download has to notice a cut in the headers (test_a_blob_changes_while_it_is_read): elsewhere it is an error anyway.
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault != Fault.CUT_IN_HEADERS])
def test_any_call_may_fail_once(desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, fault: Fault) -> None:
    for nth in count(1):
        before, correction = corrected(desk)
        with proxy.rule(Rule(fault, nth=nth)) as rule:
            land_twice_if_asked_to(shaky, correction.path)
            told = [line for line in proxy.done if line.startswith("201 POST") and "transform-requests" in line]
        after = assert_balanced(desk, correction)
        assert_taken_out(desk, before, after)
        assert told, "the next step must have been told"
        if not rule.met:
            break
    assert nth > CALLS_OF_A_LANDING, "the test must have met every call"


def failure_of(desk: LandingDesk, path: str) -> StorageUnavailable | None:
    """What a landing raised, or None where it came to its end."""
    try:
        land(desk, path)
    except StorageUnavailable as error:
        return error
    return None


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.REFUSED, Fault.CUT_IN_REQUEST, Fault.CUT_IN_ANSWER])
def test_an_outage_that_begins_at_any_call_has_a_name_and_an_end(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, fault: Fault
) -> None:
    for nth in count(1):
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
