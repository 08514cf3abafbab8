"""The check of completeness: reads the calendars and the ledger, and tells what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from functions.adapters.rows import RowStore
from functions.completeness.calendar import Calendar
from functions.completeness.overdue import Completeness, completeness
from functions.landing.source import load_source
from functions.ledger.story import file_entries
from jobs.contracts.errors import ConfigurationInvalid

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CompletenessDesk:
    """What the check works with: the ledger, the folder of the sources, and how far it looks back."""

    rows: RowStore
    sources: Path
    window: timedelta


def check_and_tell(desk: CompletenessDesk, as_of: datetime) -> Completeness:
    """Log one `file_missing` per file that is due and not there, and one `completeness_checked`.

    Raises ConfigurationInvalid where a source cannot be read, after all others have been checked.
    """
    calendars, invalid = read_calendars(desk.sources)
    found = check(desk.rows, calendars, as_of, desk.window)
    for file in found.overdue:
        log.warning(
            "file_missing",
            source=file.source,
            dataset=file.dataset,
            store=file.store,
            business_date=file.business_date.isoformat(),
            expected=file.expected,
            due_at=file.due_at.isoformat(),
            late_minutes=file.late // timedelta(minutes=1),
            state=file.state.value,
            detail=file.detail,
        )
    log.info(
        "completeness_checked",
        sources=len(calendars),
        due=found.due,
        missing=len(found.overdue),
        unexpected=len(found.unexpected),
        unreadable_sources=len(invalid),
    )
    if invalid:
        raise invalid[0]
    return found


def check(rows: RowStore, calendars: Sequence[Calendar], as_of: datetime, window: timedelta) -> Completeness:
    """What the ledger's files leave open of these calendars."""
    datasets = {expectation.dataset for calendar in calendars for expectation in calendar.expects}
    return completeness(calendars, file_entries(rows, sorted(datasets)), as_of, window)


def read_calendars(folder: Path) -> tuple[list[Calendar], list[ConfigurationInvalid]]:
    """The calendars of the sources that have one, and what is wrong with the sources that cannot be read."""
    calendars, invalid = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            calendar = calendar_of(folder, path.stem)
        except ConfigurationInvalid as error:
            invalid.append(error)
        else:
            calendars += [calendar] if calendar.expects else []
    return calendars, invalid


def calendar_of(folder: Path, name: str) -> Calendar:
    """The calendar of one source, which may expect nothing. Raises UnknownSource, ConfigurationInvalid."""
    source = load_source(folder, name)
    return Calendar(source.source, source.time_zone, tuple(source.expects))
