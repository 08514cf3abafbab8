"""Any number of files may hold the same bytes: a till that exports a file again under a new name every few minutes."""

import pytest

from functions.erasing.erase import erase
from functions.erasing.person import Person
from functions.landing.desk import LandingDesk
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from jobs.contracts.paths import is_erased
from tests.conftest import Azurite
from tests.integration.desk import dropped, landing_desk

HEADER = "customer_id,first_name,last_name,customer_joining_date\n"
FILE = f"{HEADER}77004017,Zoltanka,Quibble,2024-02-03\n77004018,Anna,Stays,2024-02-03\n".encode()
# More than a transaction holds; and, of their names, more than one field of a row holds.
SOME, MANY = 101, 1_000


@pytest.fixture
def desk(own_azurite: Azurite) -> LandingDesk:
    return landing_desk(own_azurite)


def now(desk: LandingDesk, entry: FileEntry) -> FileEntry:
    found = FileEntry.of(desk.rows.get("customer", f"version:{entry.version}"))
    assert found is not None
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("copies", [SOME, pytest.param(MANY, marks=pytest.mark.slow)])
def test_each_is_a_duplicate_one_takes_over_when_the_first_is_corrected_and_a_person_is_erased_from_all(
    desk: LandingDesk, copies: int
) -> None:
    file = FILE + f"{copies},Third,Person,2024-02-03\n".encode()
    first, *others = [dropped(desk, file, f"customer/standard/{copies}-{copy}.csv") for copy in range(copies)]
    assert first.state == FileState.LANDED
    assert {entry.state for entry in others} == {FileState.DUPLICATE}

    dropped(desk, FILE, first.path)
    assert now(desk, first).state == FileState.SUPERSEDED
    (heir,) = [entry for entry in others if now(desk, entry).duplicate_of == ""]
    assert (now(desk, heir).loaded, now(desk, heir).duplicate) == (3, 0)
    content = ContentEntry.of(desk.rows.get("customer", f"content:{first.content}"))
    assert content is not None
    assert (content.owner, content.others) == (heir.version, copies - 2)

    list(erase(desk, "customer", Person("77004017")))
    assert all(is_erased(now(desk, entry).raw) for entry in (first, *others))
