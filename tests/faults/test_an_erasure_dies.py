"""An erasure dies at each of its calls to storage, and is made again: as if nothing had happened."""

import io
from itertools import islice
from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient

from functions.adapters.clients import blob_service, table_service
from functions.clock import utc_now
from functions.erasing.erase import erase
from functions.erasing.leftovers import delete_leftovers
from functions.erasing.person import Person
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.returned import return_rows
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from functions.ledger.story import file_entries
from jobs.contracts.names import LANDING, LEDGER_TABLE
from tests.conftest import Azurite
from tests.erasing.search import LAYERS, found_in
from tests.faults.mortal import DiedError, Life, Stall
from tests.faults.test_landing_dies import lives, mortal
from tests.integration.desk import landing_desk

HEADER = "customer_id,first_name,last_name,customer_joining_date\n"
FILE = HEADER + "4017,Zoltanka,Quibble,2024-02-03\n4018,Anna,Stays,2024-02-03\n4017,Zoltanka,Quibble,1890-01-01\n"
MENDED = f"tillstream_row,{HEADER}3,4017,Zoltanka,Quibble,1990-01-01\n"
PERSON = Person("4017")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("every", [16, pytest.param(1, marks=pytest.mark.slow)])
def test_an_erasure_can_die_at_any_call_and_be_repeated(own_azurite: Azurite, every: int) -> None:
    desk = landing_desk(own_azurite)
    undisturbed, _ = _outcome(desk, own_azurite, Life(10_000))
    assert undisturbed == [("a.csv", 3, 3, 0), ("b.csv", 0, 0, 3), ("c.csv", 0, 0, 0), 3, 0]
    deaths = 0
    for life in islice(lives(), 0, None, every):
        outcome, died = _outcome(desk, own_azurite, life)
        assert outcome == undisturbed, f"died after {deaths} calls"
        deaths += died
        if not died:
            break
    assert deaths >= 60 // every, "the test must have met every call"


@pytest.mark.parametrize("call", ["write_new", "commit"])
def test_the_same_bytes_that_land_while_a_person_is_erased_from_them_are_blanked_too(
    own_azurite: Azurite, call: str
) -> None:
    desk = landing_desk(own_azurite)
    _cleared(own_azurite)
    _dropped(desk, "a.csv", FILE)
    _dropped(desk, "a.csv", f"{HEADER}4018,Anna,Stays,2024-02-03\n")
    stall = Stall(call, lambda: _dropped(desk, "b.csv", FILE))
    _erase(mortal(desk, stall), desk)
    assert stall.is_over
    assert found_in(blob_service(own_azurite.connection), "Zoltanka", "Quibble") == {"Zoltanka": [], "Quibble": []}
    (entry,) = [each for each in file_entries(desk.rows, ("customer",)) if each.path.endswith("b.csv")]
    content = ContentEntry.of(desk.rows.get("customer", f"content:{entry.content}"))
    assert content is not None
    assert (entry.bronze, entry.state, entry.loaded) == (content.bronze, FileState.TRANSFORMED, 2)


def _outcome(desk: LandingDesk, azurite: Azurite, life: Life) -> tuple[list[object], bool]:
    """What is known after a person was erased, dying once; and whether it died."""
    _cleared(azurite)
    entries = [_dropped(desk, name, text) for name, text in (("a.csv", FILE), ("b.csv", FILE), ("c.csv", "4017\n"))]
    return_rows(desk, "customer", entries[0].content, MENDED.encode())
    _settle(desk)
    died = False
    try:
        _erase(mortal(desk, life), desk)
    except DiedError:
        died = True
        _erase(desk, desk)
    left = found_in(blob_service(azurite.connection), "Zoltanka", "Quibble")
    assert left == {"Zoltanka": [], "Quibble": []}
    content = ContentEntry.of(desk.rows.get("customer", f"content:{entries[0].content}"))
    assert content is not None
    return [*(_told(desk, entry) for entry in entries), content.loaded, content.quarantined], died


def _erase(desk: LandingDesk, whole: LandingDesk) -> None:
    list(erase(desk, "customer", PERSON))
    _settle(whole)
    delete_leftovers(desk, "customer", PERSON, replaced=(), before=utc_now().replace(year=9999))


def _dropped(desk: LandingDesk, name: str, text: str) -> FileEntry:
    path = f"customer/standard/{name}"
    desk.blobs.put(LANDING, path, io.BytesIO(text.encode()))
    entry = land(desk, path)
    assert entry is not None
    _settle(desk)
    return entry


def _settle(desk: LandingDesk) -> None:
    desk.pending.settle(desk.pending.lines(), "a run", utc_now())


def _told(desk: LandingDesk, entry: FileEntry) -> tuple[str, int, int, int]:
    now = FileEntry.of(desk.rows.get("customer", f"version:{entry.version}"))
    assert now is not None
    return Path(now.path).name, now.rows_in if now.duplicate == 0 else 0, now.loaded, now.duplicate


def _cleared(azurite: Azurite) -> None:
    """Nothing is there yet: an erasure looks at all that there is."""
    tables: TableServiceClient = table_service(azurite.connection)
    ledger = tables.get_table_client(LEDGER_TABLE)
    for row in list(ledger.list_entities(select=["PartitionKey", "RowKey"])):
        ledger.delete_entity(row["PartitionKey"], row["RowKey"])
    for layer in LAYERS:
        container = blob_service(azurite.connection).get_container_client(layer)
        for name in list(container.list_blob_names()):
            container.delete_blob(name)
