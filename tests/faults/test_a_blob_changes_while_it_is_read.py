"""A blob is overwritten or deleted between two of the requests that it is read by, or an answer loses its end: what is
landed is one write, whole, or nothing."""

import io
from collections.abc import Callable

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from jobs.contracts.errors import StorageUnavailable
from jobs.contracts.names import LANDING
from tests.faults.books import Dropped, assert_balanced, drop, new_content, seen
from tests.faults.proxy import Fault, Proxy, Rule

# The SDK asks for the first 32 MiB at once and then for 4 MiB at a time: this takes three requests.
NOTE_BYTES = 200_000
GOOD_ROWS = 190
READS = {"method": "GET", "path": "/landing/"}


@pytest.fixture(scope="module")
def large() -> bytes:
    return content_of("x")


def content_of(letter: str) -> bytes:
    """Few rows and many bytes, in a column that the contract does not know; as long for every letter."""
    note = f",{letter * NOTE_BYTES}"
    header, first, *_, bad = new_content().decode().splitlines()
    lines = [f"{header},note", *[first + note] * GOOD_ROWS, bad + note, ""]
    return "\n".join(lines).encode()


def delete(desk: LandingDesk, path: str) -> None:
    desk.blobs._service.get_blob_client(LANDING, path).delete_blob()


# Large contents are compared outside of assert: pytest would spell out how they differ.
def read(desk: LandingDesk, path: str) -> bytes | None:
    sink = io.BytesIO()
    return sink.getvalue() if desk.blobs.read_into(LANDING, path, sink, at_most=2**30) else None


def nothing_landed(desk: LandingDesk, dropped: Dropped) -> bool:
    return seen(desk, dropped) is None


def test_the_blob_takes_more_than_one_request(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, large: bytes
) -> None:
    dropped = drop(desk, content=large)
    with proxy.rule(Rule(**READS, nth=100)) as rule:
        same = read(shaky, dropped.path) == large
    assert same
    assert rule.seen == 3


@pytest.mark.parametrize("nth", [2, 3])
def test_a_blob_overwritten_while_it_is_read_lands_by_its_new_write(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, large: bytes, nth: int
) -> None:
    first = drop(desk, content=large)
    second: list[Dropped] = []
    overwrite = lambda: second.append(drop(desk, first.path, content_of("y")))  # noqa: E731
    with proxy.rule(Rule(**READS, nth=nth, before=overwrite)) as rule:
        assert land(shaky, first.path) is None
    assert rule.met
    assert nothing_landed(desk, first)
    land(shaky, first.path)
    assert_balanced(desk, second[0], loaded=GOOD_ROWS)


def test_a_first_answer_that_breaks_off_and_is_asked_for_again_gives_one_write(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, large: bytes
) -> None:
    first = drop(desk, content=large)
    changed = content_of("y")
    overwrite = lambda: drop(desk, first.path, changed)  # noqa: E731
    with proxy.rule(Rule(Fault.CUT_IN_ANSWER, **READS, after=overwrite)) as rule:
        same = read(shaky, first.path) == changed
    assert same
    assert rule.met


def test_an_answer_cut_in_its_headers_is_not_taken_for_an_empty_part(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy
) -> None:
    dropped = drop(desk, content=content_of("x"))
    with proxy.rule(Rule(Fault.CUT_IN_HEADERS, **READS, nth=2)), pytest.raises(StorageUnavailable, match="bytes"):
        land(shaky, dropped.path)
    assert nothing_landed(desk, dropped)
    land(shaky, dropped.path)
    assert_balanced(desk, dropped, loaded=GOOD_ROWS)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_small_blob_overwritten_around_its_only_read_lands_once_by_each_write(
    desk: LandingDesk, shaky: LandingDesk, proxy: Proxy, moment: str
) -> None:
    first = drop(desk)
    second: list[Dropped] = []
    overwrite = lambda: second.append(drop(desk, first.path))  # noqa: E731
    with proxy.rule(Rule(**READS, **{moment: overwrite})):
        landed = land(shaky, first.path)
    assert (landed is not None) == (moment == "before"), "what was read and is no longer there is not landed"
    land(shaky, first.path)
    assert nothing_landed(desk, first)
    assert_balanced(desk, second[0])


@pytest.mark.parametrize(
    "rule",
    [
        lambda gone: Rule(**READS, before=gone),
        lambda gone: Rule(**READS, nth=2, before=gone),
        lambda gone: Rule(method="PUT", path="/raw/", before=gone),
    ],
    ids=["before its first part", "before its second part", "before it is kept"],
)
def test_a_blob_deleted_while_it_is_read_is_gone(
    desk: LandingDesk,
    shaky: LandingDesk,
    proxy: Proxy,
    large: bytes,
    rule: Callable[[Callable[[], None]], Rule],
) -> None:
    dropped = drop(desk, content=large)
    with proxy.rule(rule(lambda: delete(desk, dropped.path))) as met:
        assert land(shaky, dropped.path) is None
    assert met.met
    assert nothing_landed(desk, dropped)


def test_a_blob_deleted_once_it_is_kept_lands(desk: LandingDesk, shaky: LandingDesk, proxy: Proxy) -> None:
    dropped = drop(desk)
    with proxy.rule(Rule(method="PUT", path="/raw/", after=lambda: delete(desk, dropped.path))):
        land(shaky, dropped.path)
    assert_balanced(desk, dropped)
