"""A part of time as SQL: by its months where these tell it, else by its days as well."""

from datetime import date

from jobs.derive.scope import EVERYTHING, NOTHING, Scope, days_of

FEBRUARY = Scope.of_months(["2026-02"])


def test_a_whole_month_is_told_by_its_name() -> None:
    assert FEBRUARY.predicate("sales_date") == "sales_month in ('', '2026-02')" == FEBRUARY.predicate()


def test_a_month_that_lacks_a_day_is_told_by_its_days_too() -> None:
    some = Scope.of_days({date(2026, 2, 27), date(2026, 3, 1)})
    assert some.predicate("sold_on") == (
        "sales_month in ('', '2026-02', '2026-03') and sold_on in (date'2026-02-27', date'2026-03-01')"
    )
    all_but_one = Scope.of_days(day for day in days_of("2026-02") if day != date(2026, 2, 28))
    assert "date'2026-02-27'" in all_but_one.predicate("sold_on")


def test_a_whole_month_and_a_day_of_the_next_are_told_by_their_days() -> None:
    both = FEBRUARY | Scope.of_days([date(2026, 3, 1)])
    assert "date'2026-02-01'" in both.predicate("sold_on")
    assert "date'2026-03-01'" in both.predicate("sold_on")


def test_many_days_become_the_months_that_they_lie_in() -> None:
    forty, more = (Scope.of_days([*days_of("2026-03"), *days_of("2026-04")[:count]]) for count in (9, 10))
    assert forty.by_days() == forty
    assert more.by_days() == Scope.of_months(["2026-03", "2026-04"])


def test_everything_and_nothing_are_told_without_a_day() -> None:
    assert EVERYTHING.predicate("sold_on") == "true"
    assert NOTHING.predicate("sold_on") == "sales_month in ('')"


def test_days_of_a_table_without_months_are_told_by_their_spans() -> None:
    gap = Scope.of_days([*days_of("2026-02"), date(2026, 3, 1), date(2026, 3, 5)])
    assert gap.predicate_of_days("day") == (
        "day between date'2026-02-01' and date'2026-03-01' or day between date'2026-03-05' and date'2026-03-05'"
    )
    assert EVERYTHING.predicate_of_days("day") == "true"
    assert NOTHING.predicate_of_days("day") == "false"
