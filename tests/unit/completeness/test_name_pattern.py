"""Names of files: which store and business date each stands for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.completeness.name_pattern import NamePattern, Stands

NOVEMBER_20 = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("pattern", "name", "stands"),
    [
        ("store-{store}/{date:%Y-%m-%d}.csv", "store-12/2026-11-20.csv", ("12", NOVEMBER_20)),
        ("{store}{date:%Y%m%d}.csv", "1220261120.csv", ("12", NOVEMBER_20)),
        ("{date:%Y/%m/%d}/{store}.csv", "2026/11/20/1.csv", ("1", NOVEMBER_20)),
        ("{store}/{store}_{date:%Y%m%d}.csv", "12/12_20261120.csv", ("12", NOVEMBER_20)),
        ("{date:%Y}/{store}_{date:%Y%m%d}.csv", "2026/1_20261120.csv", ("1", NOVEMBER_20)),
        ("Z{store}.{date:%y%j}", "Z1.26324", ("1", NOVEMBER_20)),  # 20 November is day 324 of 2026
        ("{store}_{date:%Y%m%d}_*.csv", "1_20261120_060312.csv", ("1", NOVEMBER_20)),
        ("{store}_{date:%Y%m%d}_*.csv", "1_20261120_.csv", ("1", NOVEMBER_20)),
        ("all (*) {{x}} {date:%d.%m.%Y}", "all (v2) {x} 20.11.2026", (None, NOVEMBER_20)),
        ("{store}_{date:%Y%m%d}.csv", "a.b_20261120.csv", ("a.b", NOVEMBER_20)),
        ("{store}_{date:%Y%m%d}.csv", "12_20261120.csv.gz", None),
        ("{store}_{date:%Y%m%d}.csv", "aXb_20261120.csv", None),  # the dot of store a.b is a dot
        ("{store}_{date:%Y%m%d}.csv", "12_20260231.csv", None),
        ("{store}_{date:%Y%j}.csv", "12_2026366.csv", None),  # 2026 has 365 days
        ("{store}/{store}_{date:%Y%m%d}.csv", "12/1_20261120.csv", None),
        ("{date:%Y}/{store}_{date:%Y%m%d}.csv", "2025/1_20261120.csv", None),
        ("{date:%y}/{date:%Y%m%d}.csv", "25/20261120.csv", None),
        ("{store}_{date:%Y%m%d}_*.csv", "1_20261120_a/b.csv", None),
        ("{store}_{date:%Y%m%d}.csv", "12_20261120.csv\n", None),
    ],
)
def test_a_name_stands_for_a_store_and_a_business_date(
    pattern: str, name: str, stands: tuple[str | None, date] | None
) -> None:
    found = NamePattern.parse(pattern).reader(["1", "12", "a.b"]).read(name)
    assert found == (Stands(*stands) if stands else None)


def test_a_store_that_is_not_asked_for_is_not_read_and_any_store_is_where_any_is_asked_for() -> None:
    pattern = NamePattern.parse("{store}_{date:%Y%m%d}.csv")
    assert pattern.reader(["1", "2"]).read("3_20261120.csv") is None
    assert pattern.reader(None).read("3_20261120.csv") == Stands("3", NOVEMBER_20)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("sales.csv", ["a year and a day"]),
        ("{store}_{date:%m%d}.csv", ["a year and a day"]),
        ("{store}_{date:%Y%m}.csv", ["a year and a day"]),
        ("{shop}_{date}.csv", ["{shop}", "{date}"]),
        ("{date:%Y%m%d%H}_{date:%q}.csv", ["%H", "%q"]),
        ("{store_{date:%Y%m%d}.csv", ["brace"]),
        ("{date:%Y%m%d}}.csv", ["brace"]),
        ("/{date:%Y%m%d}.csv", ["slash"]),
        ("{store!r}{date:%Y%m%d}", ["{store}"]),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern: str, words: list[str]) -> None:
    with pytest.raises(ValueError, match=r"expected|brace") as caught:
        NamePattern.parse(pattern)
    assert [word for word in words if word not in str(caught.value)] == []


@given(
    store=st.text(st.characters(blacklist_characters="/", codec="utf-8"), min_size=1, max_size=8),
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    pattern=st.sampled_from(
        ["{store}_{date:%Y%m%d}.csv", "{date:%Y/%m/%d}/{store}", "{store}{date:%y%j}", "{date:%d%m%y}{store}{store}"]
    ),
)
def test_the_name_that_is_expected_is_read_back_as_what_it_was_made_of(store: str, day: date, pattern: str) -> None:
    parsed = NamePattern.parse(pattern)
    assert parsed.reader([store, "another"]).read(parsed.name_of(store, day)) == Stands(store, day)


def test_a_year_of_names_is_read_without_one_mistake() -> None:
    parsed = NamePattern.parse("*{store}-{date:%Y%m%d}*.csv")
    reader = parsed.reader(["1", "11"])
    days = [date(2024, 1, 1) + timedelta(days=count) for count in range(366)]
    names = [parsed.name_of("11", day).replace("*", "x9-") for day in days]
    assert [reader.read(name) for name in names] == [Stands("11", day) for day in days]
