"""The calendar: on which business dates a file is expected, when it is due, and what a mistaken calendar is told."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.completeness.calendar import Expectation
from functions.landing.source import Source, parse_source
from jobs.contracts.errors import ConfigurationInvalid
from till.settings import REPOSITORY

BERLIN, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
HEAD = "source: test\nformat: csv\ntime_zone: Europe/Berlin\ndatasets: {pos_sales: {}}\n"


def expectation(**values: Any) -> Expectation:
    named = {"dataset": "pos_sales", "file": "{store}_{date:%Y%m%d}.csv", "stores": ["1"], "by": "06:00"}
    return Expectation.model_validate(named | values)


def parse(text: str) -> Source:
    return parse_source(HEAD + text, where="test.yaml", name="test")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "is_expected"),
    [
        ("2026-12-18", True),  # a Friday
        ("2026-12-19", True),
        ("2026-12-20", True),  # a Sunday, open before Christmas
        ("2026-12-27", False),  # a Sunday like any other
        ("2026-12-25", False),  # a Friday, closed
        ("2026-12-31", True),
        ("2027-01-01", False),  # after the last day
        ("2026-01-01", True),
        ("2025-12-31", False),  # before the first day
    ],
)
def test_opening_days_closed_days_extra_days_and_the_first_and_the_last_one(day: str, is_expected: bool) -> None:
    calendar = expectation(
        opening_days=["mon", "tue", "wed", "thu", "fri", "sat"],
        closed=[date(2026, 12, 25)],
        also_open=[date(2026, 12, 20), date(2027, 1, 3)],
        **{"from": date(2026, 1, 1), "until": date(2026, 12, 31)},
    )
    assert calendar.expects(date.fromisoformat(day)) is is_expected


@pytest.mark.parametrize(
    ("zone", "day", "by", "days_after", "due"),
    [
        (BERLIN, "2026-11-19", "06:00", 1, "2026-11-20T05:00"),  # winter: UTC+1
        (BERLIN, "2026-07-19", "06:00", 1, "2026-07-20T04:00"),  # summer: UTC+2
        (BERLIN, "2026-07-19", "23:30", 0, "2026-07-19T21:30"),
        (BERLIN, "2026-10-24", "06:00", 1, "2026-10-25T05:00"),  # clocks went back at 03:00 that night
        (BERLIN, "2026-10-24", "02:30", 1, "2026-10-25T01:30"),  # 02:30 comes twice: the second one
        (BERLIN, "2026-10-24", "02:00", 1, "2026-10-25T01:00"),
        (BERLIN, "2026-10-24", "01:59", 1, "2026-10-24T23:59"),
        (BERLIN, "2026-03-28", "02:30", 1, "2026-03-29T01:30"),  # there is no 02:30: half an hour after 02:00 = 03:00
        (BERLIN, "2026-03-28", "06:00", 1, "2026-03-29T04:00"),
        (NEW_YORK, "2026-03-07", "02:00", 1, "2026-03-08T07:00"),  # skipped there: 02:00 is 03:00 EDT
        (NEW_YORK, "2026-10-31", "01:00", 1, "2026-11-01T06:00"),  # the second 01:00 is EST, UTC-5
        (LORD_HOWE, "2026-04-04", "01:45", 1, "2026-04-04T15:15"),  # back by half an hour: second one at UTC+10:30
        (ZoneInfo("Asia/Kolkata"), "2026-12-31", "00:00", 1, "2026-12-31T18:30"),
        (BERLIN, "2028-02-28", "06:00", 2, "2028-03-01T05:00"),  # 29 February lies between
    ],
)
def test_a_file_is_due_at_the_local_time_of_its_source(
    zone: ZoneInfo, day: str, by: str, days_after: int, due: str
) -> None:
    calendar = expectation(by=by, days_after=days_after)
    assert calendar.due_at(date.fromisoformat(day), zone) == utc(due)


def test_the_days_that_are_due_lie_after_one_moment_and_up_to_the_other() -> None:
    calendar = expectation(opening_days=["mon", "tue", "wed", "thu", "fri"])
    # Business dates are due at 05:00 UTC of the next day; 21 and 22 November are a weekend.
    days = calendar.days_due(utc("2026-11-19T05:00"), utc("2026-11-24T05:00"), BERLIN)
    assert [day.day for day in days] == [19, 20, 23]
    days = calendar.days_due(utc("2026-11-19T04:59"), utc("2026-11-24T04:59"), BERLIN)
    assert [day.day for day in days] == [18, 19, 20]


def test_a_source_without_a_calendar_expects_nothing() -> None:
    assert parse("").expects == []


def test_a_calendar_is_read_from_the_source() -> None:
    text = """
expects:
  - dataset: pos_sales
    file: "store-{store}/{date:%Y-%m-%d}.csv"
    stores: [1, "02"]
    opening_days: [mon, sat]
    closed: [2026-12-25]
    also_open: [2026-12-20]
    from: 2026-01-01
    until: 2026-12-31
    by: "22:30"
    days_after: 0
    files: 2
"""
    (read,) = parse(text).expects
    assert read.store_names == {"1", "02"}
    assert (read.first, read.last, read.files) == (date(2026, 1, 1), date(2026, 12, 31), 2)
    assert read.due_at(date(2026, 11, 20), BERLIN) == utc("2026-11-20T21:30")


def test_all_mistakes_of_a_calendar_are_named_at_once() -> None:
    text = """
expects:
  - dataset: pos_sales
    file: "{shop}.csv"
    stores: []
    opening_days: [mon, mo]
    closed: [tomorrow]
    by: 10:30
    days_after: -1
    files: 0
    colour: red
  - {dataset: pos_sales, file: "{date:%Y%m%d}.csv", stores: [1, "1"], by: "24:00"}
"""
    with pytest.raises(ConfigurationInvalid) as invalid:
        parse(text)
    found = invalid.value.found
    places = ("file", "opening_days.1", "closed.0", "by", "days_after", "files", "colour")
    assert [place for place in places if f"expects.0.{place}: " not in found] == []
    assert "{shop}" in found
    assert "found 630" in found
    assert "expects.1.by: found '24:00'" in found


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ("file: '{date:%Y%m%d}.csv', stores: [1]", "{store} in file"),
        ("file: '{store}{date:%Y%m%d}.csv'", "{store} in file"),
        ("file: '{store}{date:%Y%m%d}.csv', stores: [1, '1']", "each store once"),
        ("file: '{date:%Y%m%d}.csv', closed: [2026-05-01], also_open: [2026-05-01]", "2026-05-01"),
        ("file: '{date:%Y%m%d}.csv', from: 2026-05-02, until: 2026-05-01", "or later"),
        ("file: '{date:%Y%m%d}.csv', opening_days: []", "opening_days"),
        ("file: '{store}{date:%Y%m%d}.csv', stores: [a/b]", "stores.0"),
    ],
)
def test_a_calendar_that_disagrees_with_itself_is_a_mistake(values: str, word: str) -> None:
    with pytest.raises(ConfigurationInvalid) as invalid:
        parse(f"expects: [{{dataset: pos_sales, by: '06:00', {values}}}]")
    assert word in invalid.value.found


def test_only_datasets_that_the_source_delivers_can_be_expected() -> None:
    with pytest.raises(ConfigurationInvalid) as invalid:
        parse("expects: [{dataset: customer, by: '06:00', file: '{date:%Y%m%d}.csv'}]")
    assert "expects: " in invalid.value.found
    assert "customer, expected datasets that the source delivers" in invalid.value.found


def test_the_calendar_of_the_documentation_is_one() -> None:
    text = (REPOSITORY / "docs" / "completeness.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    whole = example.replace("# ...", "format: csv\ndatasets: {pos_sales: {}}")
    (documented,) = parse_source(whole, where="docs/completeness.md", name="acme_pos").expects
    assert documented.store_names == {"1", "2", "007"}
    assert documented.pattern.name_of("007", date(2026, 12, 20)) == "store-007/2026-12-20.csv"
    assert documented.expects(date(2026, 12, 20))
