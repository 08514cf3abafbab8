"""The same blob is landed twice at once, by two threads or two processes that meet at each write: one set of rows."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.ledger.entries import FileState
from tests.conftest import Azurite
from tests.faults.books import assert_balanced, assert_taken_out, drop
from tests.faults.lander import lander
from tests.faults.proxy import Proxy, Rule

PATIENCE_SECONDS = 60
# Where the two wait for each other: both have done all that comes before, and neither has done this.
MEETINGS = {
    "the bytes are kept": Rule(method="PUT", path="/raw/"),
    "the version is received": Rule(method="POST", path="/.batch"),
    "bronze is written": Rule(method="PUT", path="/bronze/"),
    "quarantine is written": Rule(method="PUT", path="/quarantine/"),
}


def meeting(place: Rule) -> Rule:
    """The first two requests of that kind are passed on together."""
    both = threading.Barrier(2)
    return Rule(method=place.method, path=place.path, times=2, before=lambda: both.wait(PATIENCE_SECONDS))


@pytest.mark.parametrize("place", MEETINGS)
def test_two_threads_land_a_correction_at_once(desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, place: str) -> None:
    first = drop(desk)
    before = land(desk, first.path)
    correction = drop(desk, first.path)
    with proxy.rule(meeting(MEETINGS[place])) as met, ThreadPoolExecutor(2) as threads:
        entries = list(threads.map(lambda path: land(shaky, path), [first.path] * 2))
    assert met.met == 2
    assert [entry.state for entry in entries if entry] == [FileState.LANDED] * 2
    assert before is not None
    assert_taken_out(desk, before, assert_balanced(desk, correction))


def test_two_names_of_the_same_bytes_at_once_are_one_set_of_rows(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy
) -> None:
    one = drop(desk)
    two = drop(desk, content=one.content)
    with proxy.rule(meeting(MEETINGS["bronze is written"])), ThreadPoolExecutor(2) as threads:
        entries = [entry for entry in threads.map(lambda path: land(shaky, path), [one.path, two.path]) if entry]
    (landed,) = [entry for entry in entries if entry.state == FileState.LANDED]
    (duplicate,) = [entry for entry in entries if entry.state == FileState.DUPLICATE]
    assert (landed.loaded, landed.quarantined, landed.duplicate) == (1, 1, 0)
    assert (duplicate.loaded, duplicate.quarantined, duplicate.duplicate) == (0, 0, 2)
    assert (duplicate.content, duplicate.duplicate_of) == (landed.content, landed.version)


def test_two_writes_to_one_path_at_once_leave_the_later_one_in_force(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy
) -> None:
    """The first is still being checked when the second one lands."""
    first = drop(desk)
    second = []

    def overtake() -> None:
        second.append(drop(desk, first.path))
        land(desk, first.path)

    with proxy.rule(Rule(method="PUT", path="/bronze/", before=overtake)):
        late = land(shaky, first.path)
    assert late is not None
    assert late.state == FileState.SUPERSEDED
    assert_balanced(desk, second[0])


@pytest.mark.parametrize("place", ["the version is received", "bronze is written"])
def test_two_processes_land_a_file_at_once(azurite: Azurite, desk: LandingDesk, proxy: Proxy, place: str) -> None:
    dropped = drop(desk)
    with proxy.rule(meeting(MEETINGS[place])) as met:
        processes = [lander(Azurite(azurite.folder, proxy.ports), dropped.path) for _ in range(2)]
        for process in processes:
            process.join(PATIENCE_SECONDS)
    assert met.met == 2
    assert [process.exitcode for process in processes] == [0, 0]
    assert_balanced(desk, dropped)
