"""Files checked again under another mapping, on real storage: as if they had come today."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from functions.clock import utc_now
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.replay import Replayed, replay
from functions.landing.returned import refused_export, return_rows
from functions.ledger.entries import ContentEntry, FileEntry, FileState, PathEntry
from jobs.contracts.names import LANDING
from jobs.contracts.paths import digest
from tests.conftest import Azurite
from tests.integration.desk import HEADER, landing_desk, unique
from tests.integration.test_return import new_sale, refused, rows_in_bronze, sale

PLAIN = """\
source: shop
format: csv
time_zone: UTC
datasets:
  pos_sales: {}
"""
GERMAN_DATES = PLAIN.replace("pos_sales: {}", 'pos_sales: {columns: {sales_date: {format: "%d.%m.%Y"}}}')
OTHER_COLUMN = PLAIN.replace("pos_sales: {}", "pos_sales: {columns: {store_id: {from: Filiale}}}")


@pytest.fixture(scope="module")
def at(azurite: Azurite, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], LandingDesk]:
    """A desk whose source 'shop' (and 'shop2', its twin) has that mapping."""
    plain = landing_desk(azurite)

    def desk(mapping: str) -> LandingDesk:
        folder = tmp_path_factory.mktemp("sources")
        (folder / "shop.yaml").write_text(mapping, encoding="utf-8")
        (folder / "shop2.yaml").write_text(PLAIN.replace("shop", "shop2"), encoding="utf-8")
        return replace(plain, sources=folder)

    return desk


type At = Callable[[str], LandingDesk]


def dropped(desk: LandingDesk, content: str, path: str = "") -> FileEntry:
    path = path or f"pos_sales/shop/{unique('x.csv')}"
    desk.blobs.put(LANDING, path, io.BytesIO(content.encode()))
    entry = land(desk, path)
    assert entry is not None
    settle(desk)
    return now(desk, entry)


def settle(desk: LandingDesk) -> None:
    desk.pending.settle(desk.pending.lines(), "run-1", utc_now())


def now(desk: LandingDesk, entry: FileEntry) -> FileEntry:
    found = FileEntry.of(desk.rows.get("pos_sales", f"version:{entry.version}"))
    assert found is not None
    return found


def content_of(desk: LandingDesk, entry: FileEntry) -> ContentEntry:
    content = ContentEntry.of(desk.rows.get("pos_sales", f"content:{entry.content}"))
    assert content is not None
    assert content.rows_in == content.loaded + content.quarantined
    return content


def replayed(desk: LandingDesk, entry: FileEntry) -> Replayed:
    (done,) = replay(desk, entry)
    return done


def waits(desk: LandingDesk, entry: FileEntry) -> list[tuple[str, int, str, tuple[str, ...]]]:
    lines = [line for line in desk.pending.lines() if line.version == entry.content]
    return [(line.action, line.rows, line.total_cost, line.months) for line in lines]


def two_writings() -> str:
    """Row 1 is written as the plain mapping has it, rows 2 and 3 as the German one."""
    return HEADER + new_sale() + sale("5.00", date="30.04.2026") + sale("6.00", date="01.05.2026")


def test_a_file_is_checked_again_by_the_mapping_of_today(at: At) -> None:
    text = two_writings()
    entry = dropped(at(PLAIN), text)
    assert (entry.state, entry.loaded, entry.total_cost) == (FileState.TRANSFORMED, 1, "3.00")
    desk = at(GERMAN_DATES)
    done = replayed(desk, entry)
    assert done.is_changed
    assert (done.after.state, done.after.rows_in, done.after.loaded, done.after.quarantined) == ("landed", 3, 2, 1)
    assert waits(desk, entry) == [("load", 2, "11.00", ("2026-03", "2026-04", "2026-05"))]
    content = content_of(desk, entry)
    assert (content.total_cost, content.months) == ("11.00", ("2026-04", "2026-05"))
    assert [number for number, _, _ in rows_in_bronze(desk, content)] == [2, 3]
    assert refused(desk, content) == [(1, "not-a-date")]
    settle(desk)
    after = now(desk, entry)
    assert after.state == FileState.TRANSFORMED
    assert [event for _, event, _ in after.history] == ["received", "landed", "transformed", "replayed"]
    assert content.landed_at == entry.landed_at


def test_a_replayed_file_is_as_if_it_had_come_today(at: At) -> None:
    text = two_writings()
    first = at(PLAIN)
    entry = dropped(first, text)
    dropped(first, HEADER + new_sale(), entry.path)
    desk = at(GERMAN_DATES)
    today = dropped(desk, text, entry.path)
    come_today = content_of(desk, today)

    other = two_writings().replace("30.04", "29.04")
    old = dropped(first, other)
    replayed(desk, old)
    again = content_of(desk, old)
    said = ("rules", "rows_in", "loaded", "quarantined", "total_cost", "months", "violations", "max_date")
    assert [getattr(again, name) for name in said] == [getattr(come_today, name) for name in said]


def test_the_same_rules_and_the_same_outcome_change_nothing(at: At) -> None:
    desk = at(PLAIN)
    entry = dropped(desk, two_writings())
    done = replayed(desk, entry)
    assert not done.is_changed
    assert now(desk, entry) == entry
    assert waits(desk, entry) == []


def test_a_file_that_todays_rules_refuse_goes_out_and_nothing_is_in_force_on_its_path(at: At) -> None:
    entry = dropped(at(PLAIN), HEADER + new_sale() + sale("5.00", date="never"))
    desk = at(OTHER_COLUMN)
    done = replayed(desk, entry)
    assert (done.after.state, done.after.refusal) == (FileState.REJECTED, "missing-mandatory-columns")
    assert (done.after.rows_in, done.after.loaded, done.after.quarantined) == (0, 0, 0)
    assert [line[0] for line in waits(desk, entry)] == ["remove"]
    path = PathEntry.of(desk.rows.get("pos_sales", f"path:{digest(entry.path)}"))
    assert path is not None
    assert (path.version, path.seen_version) == ("", entry.version)
    settle(desk)
    assert not replayed(desk, now(desk, entry)).is_changed

    back = replayed(at(PLAIN), now(desk, entry))
    assert (back.after.state, back.after.loaded, back.after.quarantined) == (FileState.LANDED, 1, 1)
    assert waits(desk, entry) == [("load", 1, "3.00", ("2026-03",))]


def test_a_refused_file_lands_where_todays_rules_take_it(at: At) -> None:
    text = HEADER.replace("store_id", "Filiale") + new_sale()
    entry = dropped(at(PLAIN), text)
    assert entry.state == FileState.REJECTED
    desk = at(OTHER_COLUMN)
    done = replayed(desk, entry)
    assert (done.after.state, done.after.loaded, done.after.refusal) == (FileState.LANDED, 1, "")
    assert waits(desk, entry) == [("load", 1, "3.00", ("2026-03",))]
    assert [event for _, event, _ in done.after.history] == ["received", "rejected", "replayed", "landed"]


def test_rows_that_were_mended_stay_mended_where_they_are_still_refused(at: At) -> None:
    text = HEADER + new_sale() + sale("5.00", date="never") + sale("6.00", date="01.05.2026")
    entry = dropped(at(PLAIN), text)
    desk = at(PLAIN)
    made = refused_export(desk, "pos_sales", entry.content).text
    mended = made.replace("never", "2026-03-02").replace("01.05.2026", "2026-03-03")
    return_rows(desk, "pos_sales", entry.content, mended.encode())
    settle(desk)
    assert content_of(desk, entry).total_cost == "14.00"

    more = PLAIN + "null_markers: [nothing]\n"
    replayed(at(more), entry)
    content = content_of(desk, entry)
    assert (content.loaded, content.total_cost, len(content.returns)) == (3, "14.00", 1)

    replayed(at(GERMAN_DATES), entry)  # row 3 is good by itself now; rows 1 and 2 are not, nor is what was mended
    content = content_of(desk, entry)
    assert (content.loaded, content.total_cost, content.months) == (1, "6.00", ("2026-05",))
    assert [number for number, _ in refused(desk, content)] == [1, 2]


def test_rows_that_were_mended_stay_mended_where_a_correction_is_taken_back_under_other_rules(at: At) -> None:
    text = HEADER + new_sale() + sale("5.00", date="never")
    desk = at(PLAIN)
    entry = dropped(desk, text)
    mended = refused_export(desk, "pos_sales", entry.content).text.replace("never", "2026-03-02")
    return_rows(desk, "pos_sales", entry.content, mended.encode())
    dropped(desk, HEADER + new_sale(), entry.path)
    back = dropped(at(PLAIN + "null_markers: [nothing]\n"), text, entry.path)
    assert (back.loaded, back.quarantined, back.total_cost) == (2, 0, "8.00")


def test_the_next_holder_of_the_bytes_takes_over_where_the_first_is_refused(at: At) -> None:
    text = HEADER + new_sale()
    desk = at(PLAIN)
    entry = dropped(desk, text)
    twin = dropped(desk, text, f"pos_sales/shop2/{unique('y.csv')}")
    assert twin.state == FileState.DUPLICATE
    desk = at(OTHER_COLUMN)
    first, second = replay(desk, entry)
    assert (first.after.state, first.after.path) == (FileState.REJECTED, entry.path)
    assert (second.after.path, second.after.loaded, second.after.duplicate) == (twin.path, 1, 0)
    assert waits(desk, entry) == [("load", 1, "3.00", ("2026-03",))]
