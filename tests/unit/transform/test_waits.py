"""The seconds from drop to gold that a run's log line carries."""

from datetime import UTC, datetime, timedelta

from functions.transform.waits import waits
from jobs.contracts.manifest import LOAD, REMOVE, ManifestLine

NOW = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def line(seconds_ago: float | None, action: str = LOAD) -> ManifestLine:
    dropped = "" if seconds_ago is None else (NOW - timedelta(seconds=seconds_ago)).isoformat()
    return ManifestLine(action, "pos_sales", "ab" * 16, "pos_sales/standard/a.csv", NOW.isoformat(), dropped_at=dropped)


def test_each_file_that_somebody_waited_for_is_told_once() -> None:
    assert waits([line(30.4), line(2), line(None), line(900, REMOVE)], NOW) == [2, 30]


def test_a_run_without_files_has_no_waits() -> None:
    assert waits([], NOW) == []


def test_many_files_are_told_by_a_hundred_with_both_ends_among_them() -> None:
    told = waits([line(second) for second in range(1001)], NOW)
    assert (len(told), told[0], told[-1], told[95]) == (100, 0, 1000, 959)
