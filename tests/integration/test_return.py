"""Refused rows go out to a person and come back mended, on real storage; figures worked by hand."""

import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
import pytest

from functions.clock import utc_now
from functions.landing.after.export import Export
from functions.landing.desk import LandingDesk
from functions.landing.land import land
from functions.landing.returned import Returned, refused_export, return_rows
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from jobs.contracts.errors import FileRefused, ReturnRefused
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from tests.conftest import Azurite
from tests.integration.desk import HEADER, landing_desk, sale, unique

AT_MOST = 64 * 1024**2


@pytest.fixture(scope="module")
def desk(azurite: Azurite) -> LandingDesk:
    return landing_desk(azurite)


def new_sale() -> str:
    return sale(customer=str(uuid4().int % 10**15))


def dropped(desk: LandingDesk, content: str, path: str = "") -> FileEntry:
    path = path or f"pos_sales/standard/{unique('x.csv')}"
    desk.blobs.put(LANDING, path, io.BytesIO(content.encode()))
    entry = land(desk, path)
    assert entry is not None
    settle(desk)
    return entry


def settle(desk: LandingDesk) -> None:
    """A run that has taken in all that waits."""
    desk.pending.settle(desk.pending.lines(), "run-1", utc_now())


def exported(desk: LandingDesk, entry: FileEntry) -> Export:
    return refused_export(desk, entry.dataset, entry.content)


def returned(desk: LandingDesk, entry: FileEntry, text: str) -> Returned:
    return return_rows(desk, entry.dataset, entry.content, text.encode())


def content_of(desk: LandingDesk, entry: FileEntry) -> ContentEntry:
    content = ContentEntry.of(desk.rows.get(entry.dataset, f"content:{entry.content}"))
    assert content is not None
    assert content.rows_in == content.loaded + content.quarantined
    return content


def rows_in_bronze(desk: LandingDesk, content: ContentEntry) -> list[tuple[int, str, Decimal]]:
    rows = []
    for path in content.bronze:
        table = pq.read_table(io.BytesIO(desk.blobs.read(BRONZE, path, at_most=AT_MOST)))
        rows += table.select(["row_number", "file_version", "total_cost"]).to_pylist()
    return sorted((row["row_number"], row["file_version"], row["total_cost"]) for row in rows)


def refused(desk: LandingDesk, content: ContentEntry) -> list[tuple[int, str]]:
    if not content.quarantine:
        return []
    lines = desk.blobs.read(QUARANTINE, content.quarantine, at_most=AT_MOST).splitlines()
    return [(row["row"], row["violations"][0]["code"]) for row in map(json.loads, lines)]


def four_rows() -> str:
    """Rows 2 and 4 are refused; 3.00 + 4.00 land, in March."""
    return HEADER + new_sale() + sale("5.00", date="31.04.2026") + sale("4.00") + sale("1.005", date="2026-05-02")


def test_mended_rows_land_under_their_version_and_number_and_the_books_balance(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    assert (entry.loaded, entry.quarantined, entry.total_cost) == (2, 2, "7.00")
    mended = exported(desk, entry).text.replace("31.04.2026", "2026-04-30")
    done = returned(desk, entry, mended)
    assert (done.landed, done.still_refused, done.entry.state) == (1, 1, FileState.LANDED)
    content = content_of(desk, entry)
    assert (content.rows_in, content.loaded, content.quarantined, content.total_cost) == (4, 3, 1, "12.00")
    assert (content.months, content.max_date, content.violations) == (
        ("2026-03", "2026-04"),
        "2026-04-30",
        {"too-many-decimals": 1},
    )
    version = entry.content
    assert rows_in_bronze(desk, content) == [
        (1, version, Decimal("3.00")),
        (2, version, Decimal("5.00")),
        (3, version, Decimal("4.00")),
    ]
    assert refused(desk, content) == [(4, "too-many-decimals")]
    (kept,) = content.returns
    assert desk.blobs.read(RAW, kept, at_most=AT_MOST) == mended.encode()


def test_a_return_waits_for_a_run_with_its_new_totals_and_is_transformed_again(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    returned(desk, entry, exported(desk, entry).text.replace("31.04.2026", "2026-04-30"))
    (line,) = [line for line in desk.pending.lines() if line.version == entry.content]
    assert (line.action, line.rows, line.total_cost, line.months) == ("load", 3, "12.00", ("2026-03", "2026-04"))
    assert line.bronze == content_of(desk, entry).bronze
    assert (line.rows_in, line.quarantined, line.violations) == (4, 1, (("too-many-decimals", 1),))
    assert [live for live in desk.pending.live_lines() if live.version == entry.content] == [line]
    settle(desk)
    now = FileEntry.of(desk.rows.get("pos_sales", f"version:{entry.version}"))
    assert now is not None
    assert (now.state, now.rows_in, now.loaded, now.quarantined) == (FileState.TRANSFORMED, 4, 3, 1)
    assert [event for _, event, _ in now.history] == ["received", "landed", "transformed", "returned"]


def test_the_same_return_twice_changes_nothing(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    mended = exported(desk, entry).text.replace("31.04.2026", "2026-04-30")
    returned(desk, entry, mended)
    before = content_of(desk, entry)
    assert returned(desk, entry, mended).is_known
    assert content_of(desk, entry) == before


def test_what_is_still_wrong_stays_with_its_new_text_and_reason_until_it_is_mended_too(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    returned(desk, entry, exported(desk, entry).text.replace("31.04.2026", "").replace("1.005", "1.05"))
    content = content_of(desk, entry)
    assert refused(desk, content) == [(2, "required-empty")]
    assert (content.loaded, content.total_cost) == (3, "8.05")
    again = exported(desk, entry).text
    assert ",1,Apples,,7,5.00,1,5.00" in again
    returned(desk, entry, again.replace("Apples,,", "Apples,2026-04-30,"))
    content = content_of(desk, entry)
    assert (content.loaded, content.quarantined, content.quarantine, content.violations) == (4, 0, "", {})
    assert (content.total_cost, len(content.returns), len(content.bronze)) == ("13.05", 2, 3)
    assert [number for number, _, _ in rows_in_bronze(desk, content)] == [1, 2, 3, 4]


@pytest.mark.parametrize("row", ["1", "2", "5"])
def test_a_row_that_is_not_refused_now_refuses_the_whole_return(desk: LandingDesk, row: str) -> None:
    entry = dropped(desk, four_rows())
    returned(desk, entry, exported(desk, entry).text.replace("31.04.2026", "2026-04-30"))
    before = content_of(desk, entry)
    mended = f"tillstream_row,{HEADER}4,{sale('2.00')}{row},{sale('2.00')}"
    with pytest.raises(ReturnRefused, match=f"row {row}") as error:
        returned(desk, entry, mended)
    assert error.value.exit_code == 3
    assert content_of(desk, entry) == before


def test_bytes_that_no_csv_has_refuse_the_whole_return(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    before = content_of(desk, entry)
    with pytest.raises(FileRefused):
        returned(desk, entry, f"tillstream_row,{HEADER}4,{sale('2.00').replace('Apples', chr(0))}")
    assert content_of(desk, entry) == before


def test_a_row_with_a_misplaced_quote_lands_once_its_fields_are_filled_in(desk: LandingDesk) -> None:
    entry = dropped(desk, HEADER + new_sale() + sale("5.00").replace("Apples", 'App"les'))
    made = exported(desk, entry)
    assert (made.rows, made.as_text) == (1, 1)
    assert returned_or_none(desk, entry, made.text) is None  # nobody has filled them in
    returned(desk, entry, f"tillstream_row,{HEADER}2,{sale('5.00')}")
    assert (content_of(desk, entry).loaded, content_of(desk, entry).total_cost) == (2, "8.00")


def test_a_run_is_told_of_other_reasons_even_where_no_row_has_landed(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    done = returned(desk, entry, exported(desk, entry).text.replace("31.04.2026", ""))
    assert done.landed == 0
    (line,) = [line for line in desk.pending.lines() if line.version == entry.content]
    assert (line.rows, line.quarantined) == (2, 2)
    assert line.violations == (("required-empty", 1), ("too-many-decimals", 1))


def returned_or_none(desk: LandingDesk, entry: FileEntry, text: str) -> Returned | None:
    try:
        return returned(desk, entry, text)
    except ReturnRefused:
        return None


def test_more_rows_than_a_spreadsheet_shares_may_still_be_wrong(desk: LandingDesk) -> None:
    entry = dropped(desk, HEADER + new_sale() * 200 + sale(date="never") * 40)
    made = exported(desk, entry)
    one_mended = made.text.replace(",never,", ",2026-03-01,", 1)
    done = returned(desk, entry, one_mended)
    assert (done.landed, done.still_refused) == (1, 39)
    assert [number for number, _, _ in rows_in_bronze(desk, content_of(desk, entry))] == list(range(1, 202))


def test_a_file_that_was_superseded_takes_no_rows_back(desk: LandingDesk) -> None:
    entry = dropped(desk, four_rows())
    mended = exported(desk, entry).text.replace("31.04.2026", "2026-04-30")
    dropped(desk, HEADER + new_sale(), entry.path)
    with pytest.raises(ReturnRefused, match="not in force"):
        returned(desk, entry, mended)


def test_a_return_under_rules_that_have_changed_asks_for_a_replay_first(desk: LandingDesk, tmp_path: Path) -> None:
    entry = dropped(desk, four_rows())
    mended = exported(desk, entry).text
    text = (desk.sources / "standard.yaml").read_text(encoding="utf-8")
    (tmp_path / "standard.yaml").write_text(text + "null_markers: [none]\n", encoding="utf-8")
    with pytest.raises(ReturnRefused, match="replay"):
        returned(replace(desk, sources=tmp_path), entry, mended)


def test_a_correction_that_is_taken_back_keeps_the_rows_that_were_mended(desk: LandingDesk) -> None:
    text = four_rows()
    entry = dropped(desk, text)
    returned(desk, entry, exported(desk, entry).text.replace("31.04.2026", "2026-04-30"))
    dropped(desk, HEADER + new_sale(), entry.path)
    back = dropped(desk, text, entry.path)
    assert (back.loaded, back.quarantined, back.total_cost) == (3, 1, "12.00")
