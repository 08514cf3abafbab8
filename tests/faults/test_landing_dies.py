"""land_file dies at each of its calls to storage, and is called again: as if nothing had happened."""

import io
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from uuid import uuid4

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.sweep import sweep
from functions.ledger.entries import FileEntry, FileState, PendingEntry
from functions.ledger.pending import Pending
from functions.ledger.story import last_seen
from jobs.contracts.dataset import dataset_names
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE
from tests.conftest import Azurite
from tests.faults.mortal import Calls, DiedError, Life, Mortal
from tests.integration.desk import HEADER, landing_desk, sale, unique

VARIES = {
    "path",
    "version",
    "content",
    "etag",
    "raw",
    "bronze",
    "quarantine",
    "rules",
    "attempts",
    "history",
    "size_bytes",
}
MORE_CALLS_THAN_THERE_ARE = 60


@pytest.fixture(scope="module")
def desk(azurite: Azurite) -> LandingDesk:
    return landing_desk(azurite)


def mortal(desk: LandingDesk, life: Calls) -> LandingDesk:
    rows = Mortal(desk.rows, life)
    return replace(
        desk,
        blobs=Mortal(desk.blobs, life),
        rows=rows,
        pending=Pending(rows, dataset_names()),  # type: ignore[arg-type]  # it stands in for the rows that it wraps
        queues=Mortal(desk.queues, life),
    )


def new_content() -> bytes:
    return (HEADER + sale(customer=str(uuid4().int % 10**15)) + sale(date="never")).encode()


def drop(desk: LandingDesk, path: str, content: bytes) -> str:
    return desk.blobs.put(LANDING, path, io.BytesIO(content))


def told(entry: FileEntry) -> dict[str, object]:
    """What an entry says, but for names made from its content, and times."""
    return {
        field.name: getattr(entry, field.name)
        for field in fields(entry)
        if field.name not in VARIES and not field.name.endswith("_at")
    }


def lives() -> Iterator[Life]:
    for calls in range(MORE_CALLS_THAN_THERE_ARE):
        for after in (False, True):
            yield Life(calls, after)


def land_with_deaths(desk: LandingDesk, life: Life, again: bool = True) -> tuple[FileEntry, PendingEntry | None, bool]:
    """A correction is landed, dying once; what the ledger says in the end, and whether it died at all."""
    path = f"pos_sales/standard/{unique('x.csv')}"
    drop(desk, path, new_content())
    land(desk, path)
    etag = drop(desk, path, new_content())
    died = False
    try:
        land(mortal(desk, life), path)
    except DiedError:
        died = True
    if again:
        land(desk, path)
    else:
        sweep(desk, timedelta(seconds=-5))
    entry = last_seen(desk.rows, "pos_sales", path, etag)
    assert entry is not None
    assert all(desk.blobs.facts(BRONZE, path) for path in entry.bronze)
    assert desk.blobs.facts(QUARANTINE, entry.quarantine)
    return entry, PendingEntry.of(desk.rows.get("pos_sales", f"pending:{entry.content}")), died


def test_landing_can_die_at_any_call_and_be_repeated(desk: LandingDesk) -> None:
    undisturbed, pending, _ = land_with_deaths(desk, Life(10_000))
    assert (undisturbed.state, undisturbed.rows_in, undisturbed.loaded) == (FileState.LANDED, 2, 1)
    assert pending is not None
    deaths = 0
    for life in lives():
        entry, waits, died = land_with_deaths(desk, life)
        assert told(entry) == told(undisturbed)
        assert waits is not None
        assert (waits.action, waits.rows, waits.months) == (pending.action, pending.rows, pending.months)
        deaths += died
        if not died:
            break
    assert deaths >= 20, "the test must have met every call"


def test_the_sweep_finishes_what_died_and_lands_what_no_event_told_of(desk: LandingDesk) -> None:
    for calls in (0, 3, 6, 9):
        entry, waits, died = land_with_deaths(desk, Life(calls), again=False)
        assert died
        assert (entry.state, entry.loaded) == (FileState.LANDED, 1)
        assert waits is not None


def test_a_started_check_whose_landing_file_is_gone_is_finished_from_raw(desk: LandingDesk) -> None:
    path = f"pos_sales/standard/{unique('x.csv')}"
    etag = drop(desk, path, new_content())
    for calls in range(3, MORE_CALLS_THAN_THERE_ARE):
        try:
            land(mortal(desk, Life(calls)), path)
        except DiedError:
            if list(desk.rows.beginning_with("pos_sales", "open:")):
                break
    desk.blobs._service.get_blob_client(LANDING, path).delete_blob()
    sweep(desk, timedelta(seconds=-5))
    entry = last_seen(desk.rows, "pos_sales", path, etag)
    assert entry is not None
    assert entry.state == FileState.LANDED


def test_a_file_of_a_moment_ago_is_left_to_its_own_way(desk: LandingDesk) -> None:
    path = f"pos_sales/standard/{unique('x.csv')}"
    etag = drop(desk, path, new_content())
    swept = sweep(desk, timedelta(hours=1))
    assert (swept.resumed, swept.found) == (0, 0)
    assert last_seen(desk.rows, "pos_sales", path, etag) is None
