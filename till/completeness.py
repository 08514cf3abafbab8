"""The files that are due and not there, as an operator sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from functions.clock import utc_now
from functions.completeness.calendar import Calendar
from functions.completeness.check import calendar_of, check, read_calendars
from functions.completeness.overdue import OverdueFile, UnexpectedFile
from jobs.contracts.errors import ConfigurationInvalid
from till.operator import Operator


@dataclass(frozen=True, slots=True)
class Gaps:
    """One row per file that is overdue or unexpected; how many were due and how many of them are overdue."""

    rows: list[dict[str, object]]
    due: int
    overdue: int


def moment(text: str) -> datetime:
    """The moment that a person typed, UTC; now for ''. Raises ConfigurationInvalid where it is none."""
    if not text:
        return utc_now()
    try:
        typed = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationInvalid(
            "That is not a moment.",
            found=text,
            expected="ISO 8601, for example 2026-11-21T06:00 or 2026-11-21T06:00+01:00",
            next_step="give the moment in that form",
        ) from error
    return typed.replace(tzinfo=UTC) if typed.tzinfo is None else typed.astimezone(UTC)


def calendars(sources: Path, source: str) -> list[Calendar]:
    """The calendars of all sources, or of the one that is named.

    Raises UnknownSource, and ConfigurationInvalid where one of these sources cannot be read.
    """
    if source:
        calendar = calendar_of(sources, source)
        return [calendar] if calendar.expects else []
    known, invalid = read_calendars(sources)
    if invalid:
        raise invalid[0]
    return known


def gaps(operator: Operator, known: Sequence[Calendar], at: datetime, look_back_days: int) -> Gaps:
    """What is due and not there at that moment, and what came and is expected by no calendar."""
    found = check(operator.rows, known, at, timedelta(days=look_back_days))
    rows = [*map(_overdue, found.overdue), *map(_unexpected, found.unexpected)]
    return Gaps(rows, found.due, len(found.overdue))


def _overdue(file: OverdueFile) -> dict[str, object]:
    return {
        "state": file.state.value,
        "source": file.source,
        "dataset": file.dataset,
        "store": file.store,
        "business_date": file.business_date,
        "file": file.expected,
        "due_at": file.due_at,
        "late_minutes": file.late // timedelta(minutes=1),
        "detail": file.detail or None,
    }


def _unexpected(file: UnexpectedFile) -> dict[str, object]:
    return {
        "state": "unexpected",
        "source": file.source,
        "dataset": file.dataset,
        "store": None,
        "business_date": None,
        "file": file.path,
        "due_at": None,
        "late_minutes": None,
        "detail": file.reason.value,
    }
