"""Six-field timer expressions: when they come due, and what is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from till.host.schedule import Schedule

NEW_YEAR = datetime(2026, 1, 1, 0, 0, 0, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("*/15 * * * * *", datetime(2026, 1, 1, 0, 0, 15, tzinfo=UTC)),
        ("30 0 2 1 * *", datetime(2026, 1, 1, 2, 0, 30, tzinfo=UTC)),
        ("0 0 2 1 * *", datetime(2026, 1, 1, 2, 0, tzinfo=UTC)),
        ("0 0 0 1 * *", datetime(2026, 2, 1, tzinfo=UTC)),
        ("0 30 9 * * MON-FRI", datetime(2026, 1, 1, 9, 30, tzinfo=UTC)),
        ("0 0 9 * * sun", datetime(2026, 1, 4, 9, 0, tzinfo=UTC)),
        ("0 0 9 * * WED", datetime(2026, 1, 7, 9, 0, tzinfo=UTC)),
        ("0 0 0 1 JUL *", datetime(2026, 7, 1, tzinfo=UTC)),
    ],
)
def test_the_next_time_is_the_first_one_after_the_moment(expression: str, expected: datetime) -> None:
    assert Schedule.parse(expression).next_after(NEW_YEAR) == expected


def test_a_moment_in_another_zone_is_taken_as_the_moment_it_is() -> None:
    in_tokyo = NEW_YEAR.astimezone(timezone(timedelta(hours=9)))
    assert Schedule.parse("0 0 2 * * *").next_after(in_tokyo) == datetime(2026, 1, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("0 2 1 * *", "five|5 fields"),
        ("", "0 fields"),
        ("61 * * * * *", "not valid"),
        ("0 0 25 * * *", "not valid"),
        ("0 0 0 31 2 *", "not valid"),
        ("0 0 0 L * *", "unknown to Azure Functions"),
        ("0 0 0 * * MON#2", "unknown to Azure Functions"),
        ("0 0 0 * * 7", "unknown to Azure Functions"),
        ("0 0 0 1 * MON", "both day and weekday"),
        ("every day * * * *", "not valid"),
    ],
)
def test_what_azure_functions_would_not_run_as_we_do_is_refused(expression: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Schedule.parse(expression)
