"""What is missing, worked by hand: one chain's calendar, the files that came, and moments to look from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from functions.completeness.calendar import Calendar, Expectation
from functions.completeness.overdue import Completeness, Surprise, completeness
from functions.ledger.entries import FileEntry, FileState

TWO_WEEKS = timedelta(days=14)
# November 2026: the 16th is a Monday, the 21st and 22nd are a weekend. Due at 06:00 in Berlin = 05:00 UTC, a day later.
SHOPS: dict[str, Any] = {
    "dataset": "pos_sales",
    "file": "{store}/{date:%Y%m%d}.csv",
    "stores": ["1", "2"],
    "opening_days": ["mon", "tue", "wed", "thu", "fri", "sat"],
    "by": "06:00",
    "from": date(2026, 11, 18),
}


def chain(*expectations: dict[str, Any], source: str = "pos") -> Calendar:
    return Calendar(source, "Europe/Berlin", tuple(Expectation.model_validate(one) for one in expectations))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def file(name: str, dropped: str, state: FileState = FileState.TRANSFORMED, **values: Any) -> FileEntry:
    path = f"pos_sales/pos/{name}"
    known: dict[str, Any] = {"version": f"{path} {dropped}", "content": f"{path} {dropped}", "rows_in": 3} | values
    return FileEntry(
        dataset="pos_sales",
        source="pos",
        path=path,
        state=state,
        etag="",
        raw="",
        size_bytes=1,
        dropped_at=utc(dropped),
        received_at=utc(dropped),
        **known,
    )


def look(
    as_of: str, *files: FileEntry, calendar: Calendar | None = None, window: timedelta = TWO_WEEKS
) -> Completeness:
    return completeness([calendar or chain(SHOPS)], files, utc(as_of), window)


def names(found: Completeness) -> list[tuple[str, str]]:
    return [(one.expected.removeprefix("pos_sales/pos/"), one.state.value) for one in found.overdue]


DAY_18 = (file("1/20261118.csv", "2026-11-18T22:00"), file("2/20261118.csv", "2026-11-18T22:00"))


def test_nothing_is_due_until_the_minute_and_everything_from_it_on() -> None:
    assert look("2026-11-19T04:59:59") == Completeness()
    found = look("2026-11-19T05:00")
    assert names(found) == [("1/20261118.csv", "missing"), ("2/20261118.csv", "missing")]
    (first, _) = found.overdue
    assert (first.store, first.business_date, first.due_at) == ("1", date(2026, 11, 18), utc("2026-11-19T05:00"))
    assert first.late == timedelta(0)
    assert look("2026-11-19T07:31").overdue[0].late == timedelta(hours=2, minutes=31)


def test_a_file_that_is_there_is_not_missing_and_the_other_stores_is() -> None:
    found = look("2026-11-19T05:00", DAY_18[0])
    assert (found.due, names(found)) == (2, [("2/20261118.csv", "missing")])


def test_a_weekend_has_no_sunday_and_saturdays_file_is_due_on_sunday() -> None:
    came = [file(f"{store}/202611{day}.csv", "2026-11-20T23:00") for store in (1, 2) for day in (18, 19, 20)]
    assert names(look("2026-11-22T04:59", *came)) == []
    saturdays = [("1/20261121.csv", "missing"), ("2/20261121.csv", "missing")]
    assert names(look("2026-11-22T05:00", *came)) == saturdays
    assert names(look("2026-11-24T04:59", *came)) == saturdays  # nothing of Sunday the 22nd is due on Monday
    mondays = [("1/20261123.csv", "missing"), ("2/20261123.csv", "missing")]
    assert names(look("2026-11-24T05:00", *came)) == saturdays + mondays


def test_an_early_file_is_as_good_as_a_punctual_one_and_a_late_one_ends_the_matter() -> None:
    early = (file("1/20261119.csv", "2026-11-17T09:00"), file("2/20261119.csv", "2026-11-19T20:00"))
    assert names(look("2026-11-20T05:00", *DAY_18, *early)) == []
    late = file("1/20261119.csv", "2026-11-20T09:00")
    assert names(look("2026-11-20T08:59", *DAY_18, late, early[1])) == [("1/20261119.csv", "missing")]
    assert names(look("2026-11-20T09:00", *DAY_18, late, early[1])) == []


def test_what_is_missing_is_named_for_as_long_as_the_window_says() -> None:
    three_days = timedelta(days=3)
    calendar = chain(SHOPS | {"stores": ["1"], "until": date(2026, 11, 18)})
    assert names(look("2026-11-22T04:59", calendar=calendar, window=three_days)) == [("1/20261118.csv", "missing")]
    assert names(look("2026-11-22T05:00", calendar=calendar, window=three_days)) == []


@pytest.mark.parametrize(
    ("versions", "outcome"),
    [
        ([("08:00", FileState.REJECTED)], ("rejected", "file-empty")),
        ([("08:00", FileState.REJECTED), ("09:00", FileState.LANDED)], None),
        ([("08:00", FileState.LANDED), ("09:00", FileState.REJECTED)], None),  # the refused correction changes nothing
        ([("08:00", FileState.SUPERSEDED), ("09:00", FileState.TRANSFORMED)], None),
        ([("08:00", FileState.SUPERSEDED), ("23:00", FileState.TRANSFORMED)], None),  # corrected after the moment
        ([("08:00", FileState.REJECTED), ("23:00", FileState.LANDED)], ("rejected", "file-empty")),
        ([("23:00", FileState.LANDED)], ("missing", "")),
        ([("08:00", FileState.RECEIVED)], ("received", "being checked")),
        ([("08:00", FileState.REJECTED), ("09:00", FileState.RECEIVED)], ("received", "being checked")),
        ([("08:00", FileState.SUPERSEDED), ("09:00", FileState.REJECTED)], ("rejected", "file-empty")),
        ([("08:00", FileState.DUPLICATE)], None),  # of a file that is no store's: the same file under its right name
    ],
)
def test_what_came_is_judged_by_what_is_in_force(
    versions: list[tuple[str, FileState]], outcome: tuple[str, str] | None
) -> None:
    came = [
        file("1/20261118.csv", f"2026-11-19T{at}", state, refusal="file-empty" if state == FileState.REJECTED else "")
        for at, state in versions
    ]
    found = look("2026-11-19T22:00", DAY_18[1], *came)
    assert [(one.state.value, one.detail) for one in found.overdue] == ([outcome] if outcome else [])


def test_yesterdays_bytes_under_todays_name_are_not_todays_file() -> None:
    again = file("1/20261119.csv", "2026-11-19T21:00", FileState.DUPLICATE, content=DAY_18[0].content)
    other = file("2/20261119.csv", "2026-11-19T21:00")
    (found,) = look("2026-11-20T05:00", *DAY_18, again, other).overdue
    assert (found.state.value, found.detail) == ("repeated", "the same bytes as pos_sales/pos/1/20261118.csv")


def test_two_files_without_a_row_are_two_days_without_a_sale() -> None:
    one = file("1/20261119.csv", "2026-11-19T21:00", content="empty", rows_in=0)
    other = file("2/20261119.csv", "2026-11-19T21:00", FileState.DUPLICATE, content="empty", rows_in=0)
    assert names(look("2026-11-20T05:00", *DAY_18, one, other)) == []


def test_a_file_that_first_came_under_a_wrong_name_is_there_under_its_right_one() -> None:
    wrong = file("shop1.csv", "2026-11-18T21:00", content="x")
    right = file("1/20261118.csv", "2026-11-18T22:00", FileState.DUPLICATE, content="x")
    found = look("2026-11-19T05:00", wrong, right, DAY_18[1])
    assert names(found) == []
    assert [(one.path, one.reason) for one in found.unexpected] == [("pos_sales/pos/shop1.csv", Surprise.NAME)]


def test_a_store_of_two_tills_delivers_two_files_and_a_copy_is_not_a_second_one() -> None:
    calendar = chain(SHOPS | {"file": "{store}/{date:%Y%m%d}-*.csv", "stores": ["1"], "files": 2})
    one, two = (file(f"1/20261118-{till}.csv", "2026-11-18T22:00") for till in "ab")
    copy = file("1/20261118-c.csv", "2026-11-18T23:00", FileState.DUPLICATE, content=one.content)
    assert names(look("2026-11-19T05:00", one, two, calendar=calendar)) == []
    (found,) = look("2026-11-19T05:00", one, copy, calendar=calendar).overdue
    assert (found.expected, found.state.value, found.detail) == (
        "pos_sales/pos/1/20261118-*.csv",
        "missing",
        "1 of 2 files",
    )


def test_stores_with_other_opening_days_have_an_expectation_of_their_own() -> None:
    sundays = SHOPS | {"stores": ["9"], "opening_days": ["sun"]}
    calendar = chain(SHOPS, sundays)
    found = look("2026-11-23T05:00", file("9/20261122.csv", "2026-11-22T20:00"), calendar=calendar)
    assert {name for name, _ in names(found)} == {
        f"{store}/202611{day}.csv" for store in "12" for day in (18, 19, 20, 21)
    }
    assert found.unexpected == ()


def test_one_file_for_the_whole_chain_has_no_store() -> None:
    head_office = {"dataset": "pos_sales", "file": "all-{date:%Y%m%d}.csv", "by": "06:00", "from": date(2026, 11, 18)}
    (found,) = look("2026-11-19T05:00", calendar=chain(head_office)).overdue
    assert (found.store, found.expected) == (None, "pos_sales/pos/all-20261118.csv")


def test_what_no_expectation_explains_is_named_with_the_reason_for_as_long_as_the_window_says() -> None:
    strange = [
        file("3/20261119.csv", "2026-11-19T22:00"),
        file("1/20261122.csv", "2026-11-22T22:00"),  # a Sunday
        file("1/notes.txt", "2026-11-22T22:01", FileState.REJECTED),
        file("1/old.txt", "2026-11-08T22:00"),
    ]
    found = look("2026-11-23T04:00", *strange)
    assert [(one.path.removeprefix("pos_sales/pos/"), one.reason) for one in found.unexpected] == [
        ("3/20261119.csv", Surprise.STORE),
        ("1/20261122.csv", Surprise.DATE),
        ("1/notes.txt", Surprise.NAME),
    ]


def test_a_source_is_not_measured_by_the_files_of_another() -> None:
    found = look("2026-11-19T05:00", *DAY_18, calendar=chain(SHOPS, source="other"))
    assert [one.expected for one in found.overdue] == [f"pos_sales/other/{store}/20261118.csv" for store in (1, 2)]
    assert found.unexpected == ()
