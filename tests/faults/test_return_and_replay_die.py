"""A return and a replay die at each of their calls to storage, and are made again: as if nothing had happened."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.replay import replay
from functions.landing.returned import return_rows
from functions.ledger.entries import ContentEntry, FileEntry, FileState, PendingEntry
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from tests.conftest import Azurite
from tests.faults.mortal import DiedError, Life
from tests.faults.test_landing_dies import lives, mortal
from tests.integration.desk import HEADER, landing_desk, unique
from tests.integration.test_replay import GERMAN_DATES, OTHER_COLUMN, PLAIN
from tests.integration.test_return import new_sale, rows_in_bronze, sale, settle

type Step = Callable[[LandingDesk, FileEntry], None]


@pytest.fixture(scope="module")
def plain(azurite: Azurite, tmp_path_factory: pytest.TempPathFactory) -> LandingDesk:
    return ruled(landing_desk(azurite), tmp_path_factory.mktemp("plain"), PLAIN)


def ruled(desk: LandingDesk, folder: Path, mapping: str) -> LandingDesk:
    (folder / "shop.yaml").write_text(mapping, encoding="utf-8")
    return replace(desk, sources=folder)


def dropped(desk: LandingDesk) -> FileEntry:
    path = f"pos_sales/shop/{unique('x.csv')}"
    content = HEADER + new_sale() + sale("5.00", date="30.04.2026") + sale("6.00", date="never")
    desk.blobs.put(LANDING, path, io.BytesIO(content.encode()))
    entry = land(desk, path)
    assert entry is not None
    settle(desk)
    return entry


def known(desk: LandingDesk, entry: FileEntry) -> tuple[FileEntry, ContentEntry, PendingEntry | None]:
    now = FileEntry.of(desk.rows.get("pos_sales", f"version:{entry.version}"))
    content = ContentEntry.of(desk.rows.get("pos_sales", f"content:{entry.content}"))
    assert now is not None
    assert content is not None
    return now, content, PendingEntry.of(desk.rows.get("pos_sales", f"pending:{entry.content}"))


def told(desk: LandingDesk, entry: FileEntry) -> list[object]:
    """What the ledger says, but for names made from the content; what it names is in the lake."""
    now, content, pending = known(desk, entry)
    assert now.rows_in == now.loaded + now.quarantined + now.duplicate
    rows = [(number, cost) for number, _, cost in rows_in_bronze(desk, content)]
    assert len(rows) == content.loaded
    assert all(desk.blobs.facts(BRONZE, path) for path in content.bronze)
    assert all(desk.blobs.facts(RAW, path) for path in content.returns)
    assert not content.quarantine or desk.blobs.facts(QUARANTINE, content.quarantine)
    waits = (pending.action, pending.rows, pending.months, pending.total_cost) if pending else None
    figures = (content.loaded, content.quarantined, content.total_cost, content.violations, len(content.returns))
    return [
        now.state,
        now.refusal,
        now.loaded,
        now.quarantined,
        [each[1] for each in now.history],
        figures,
        waits,
        rows,
    ]


def outcome_of(desk: LandingDesk, step: Step, life: Life, at: LandingDesk) -> tuple[list[object], bool]:
    """What is known after the step was made, died, and was made again; and whether it died."""
    entry = dropped(desk)
    died = False
    try:
        step(mortal(at, life), entry)
    except DiedError:
        died = True
    if died:
        step(at, known(desk, entry)[0])
    return told(desk, entry), died


def survives(desk: LandingDesk, step: Step, at: LandingDesk) -> list[object]:
    """The outcome of the step, which must be the same wherever it dies."""
    undisturbed, _ = outcome_of(desk, step, Life(10_000), at)
    deaths = 0
    for life in lives():
        outcome, died = outcome_of(desk, step, life, at)
        assert outcome == undisturbed, f"died after {deaths} calls"
        deaths += died
        if not died:
            break
    assert deaths >= 15, "the test must have met every call"
    return undisturbed


def test_a_return_can_die_at_any_call_and_be_repeated(plain: LandingDesk) -> None:
    def step(desk: LandingDesk, entry: FileEntry) -> None:
        mended = f"tillstream_row,{HEADER}2,{sale('5.00')}3,{sale('')}"
        return_rows(desk, "pos_sales", entry.content, mended.encode())

    state, _, loaded, quarantined, events, *_ = survives(plain, step, plain)
    assert (state, loaded, quarantined) == (FileState.LANDED, 2, 1)
    assert events == ["received", "landed", "transformed", "returned"]


def test_a_replay_can_die_at_any_call_and_be_repeated(plain: LandingDesk, tmp_path: Path) -> None:
    def step(desk: LandingDesk, entry: FileEntry) -> None:
        list(replay(desk, entry))

    state, _, loaded, quarantined, events, *_ = survives(plain, step, ruled(plain, tmp_path, GERMAN_DATES))
    assert (state, loaded, quarantined) == (FileState.LANDED, 1, 2)
    assert events == ["received", "landed", "transformed", "replayed"]


def test_a_replay_that_takes_a_file_out_can_die_at_any_call_and_be_repeated(plain: LandingDesk, tmp_path: Path) -> None:
    def step(desk: LandingDesk, entry: FileEntry) -> None:
        list(replay(desk, entry))

    state, refusal, loaded, *_, waits, _ = survives(plain, step, ruled(plain, tmp_path, OTHER_COLUMN))
    assert (state, refusal, loaded) == (FileState.REJECTED, "missing-mandatory-columns", 0)
    assert isinstance(waits, tuple)
    assert waits[0] == "remove"
