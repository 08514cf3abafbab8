"""A file is landed in memory that does not grow with it, whatever a temporary file on disk takes."""

import io
import shutil
import sys
from decimal import Decimal
from uuid import uuid4

import pytest

from functions.landing.desk import LandingDesk
from functions.ledger.entries import FileEntry, FileState
from functions.ledger.story import last_seen
from jobs.contracts.names import LANDING
from tests.conftest import Azurite
from tests.faults.measured import Measured, land_measured
from tests.integration.desk import HEADER, landing_desk, unique

LINE = "{customer},1,Apples,2026-03-{day:02},7,1.25,2,2.50\n"
LINES_PER_BLOCK = 24_000  # about one MiB
TOTAL_PER_LINE = Decimal("2.50")


class ManySales(io.RawIOBase):
    """A sales file of so many equal blocks, made while it is read: it is never whole in memory."""

    def __init__(self, blocks: int) -> None:
        first = uuid4().int % 10**9  # so that no other test has the content
        lines = [LINE.format(customer=first + number, day=number % 28 + 1) for number in range(LINES_PER_BLOCK)]
        self._block, self._left, self._ready = "".join(lines).encode(), blocks, HEADER.encode()
        self.size = len(self._ready) + blocks * len(self._block)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        assert size > 0, "it is not to be read as a whole"
        while len(self._ready) < size and self._left:
            self._ready += self._block
            self._left -= 1
        piece, self._ready = self._ready[:size], self._ready[size:]
        return piece


def dropped(desk: LandingDesk, blocks: int) -> tuple[str, str]:
    path = f"pos_sales/standard/{unique('large.csv')}"
    return path, desk.blobs.put(LANDING, path, ManySales(blocks))  # type: ignore[arg-type]  # it is read, no more


def assert_landed(desk: LandingDesk, path: str, etag: str, blocks: int) -> FileEntry:
    entry = last_seen(desk.rows, "pos_sales", path, etag)
    assert entry is not None
    assert (entry.state, entry.loaded, entry.quarantined) == (FileState.LANDED, blocks * LINES_PER_BLOCK, 0)
    assert Decimal(entry.total_cost) == blocks * LINES_PER_BLOCK * TOTAL_PER_LINE
    return entry


def land_many_sales(azurite: Azurite, blocks: int, *, at_most_mib: int, seconds: int) -> Measured:
    desk = landing_desk(azurite)
    path, etag = dropped(desk, blocks)
    measured = land_measured(azurite.ports, path, at_most_mib=at_most_mib, seconds=seconds)
    assert_landed(desk, path, etag, blocks)
    return measured


def test_a_file_of_200_mib_takes_what_the_parts_at_work_take(azurite: Azurite) -> None:
    """Some 480 MiB, as for a file of 100 MiB or of 300; each copy of the whole file would be 200 more."""
    measured = land_many_sales(azurite, 200, at_most_mib=1024, seconds=240)
    assert measured.peak < 640


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_file_of_3_gib_lands_in_less_than_1_gib(own_azurite: Azurite) -> None:
    try:
        measured = land_many_sales(own_azurite, 3072, at_most_mib=1024, seconds=3000)
    finally:
        own_azurite.stop()
        shutil.rmtree(own_azurite.folder / "data")
    sys.stderr.write(f"3 GiB landed: {measured.before} MiB before, {measured.peak} MiB at the peak\n")
    assert measured.peak < 1024
