"""Names what is missing: the calendar laid against the files that came. Reads neither storage nor clock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from functions.completeness.calendar import Calendar, Expectation
from functions.completeness.came import Came, Standing, came_by
from functions.ledger.entries import FileEntry


class OverdueState(StrEnum):
    """Why a file that is due is not there.

    missing    nothing came
    rejected   it came, and was refused as a whole
    received   it came, and is still being checked
    repeated   what came is, byte for byte, the file of another store or day
    """

    MISSING = "missing"
    REJECTED = "rejected"
    RECEIVED = "received"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class OverdueFile:
    """One file, or several of one pattern, that a store should have delivered by now; due_at is UTC.

    expected is the landing path, with a `*` where the calendar leaves part of the name open. store is None where one
    file is expected for all stores.
    """

    source: str
    dataset: str
    store: str | None
    business_date: date
    expected: str
    due_at: datetime
    late: timedelta
    state: OverdueState
    detail: str


class Surprise(StrEnum):
    """Why a file that came is expected by nobody."""

    NAME = "no expectation has such a name"
    STORE = "the store is not in the calendar"
    DATE = "no file is expected of that date"


@dataclass(frozen=True, slots=True)
class UnexpectedFile:
    """One path of a source and dataset that has a calendar, which no expectation explains; came_at is UTC."""

    source: str
    dataset: str
    path: str
    came_at: datetime
    reason: Surprise


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a check came to: how many files were due in the window, which of them are not there, what else came."""

    due: int = 0
    overdue: tuple[OverdueFile, ...] = ()
    unexpected: tuple[UnexpectedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class _Claims:
    """Which files an expectation claims, by store and business date."""

    expectation: Expectation
    files: defaultdict[tuple[str | None, date], list[Came]] = field(default_factory=lambda: defaultdict(list))


def completeness(
    calendars: Iterable[Calendar], entries: Iterable[FileEntry], as_of: datetime, window: timedelta
) -> Completeness:
    """What was due within the window before as_of and is not there, the longest overdue first.

    A file is due from its minute on. When it came does not matter as long as it is there, early or late.
    """
    came = came_by(entries, as_of)
    due, overdue, unexpected = 0, list[OverdueFile](), list[UnexpectedFile]()
    for calendar in calendars:
        for dataset in sorted({one.dataset for one in calendar.expects}):
            files = came.get((calendar.source, dataset), [])
            claims = [_claims(one, files) for one in calendar.expects if one.dataset == dataset]
            claimed = {file.path for claim in claims for group in claim.files.values() for file in group}
            for claim in claims:
                checked = list(_checked(calendar, claim, claimed, as_of, window))
                due += len(checked)
                overdue += [one for one in checked if one]
            recent = (file for file in files if file.path not in claimed and file.at > as_of - window)
            unexpected += [_unexpected(calendar, dataset, claims, file) for file in recent]
    overdue.sort(key=lambda one: (one.due_at, one.expected))
    unexpected.sort(key=lambda one: (one.came_at, one.path))
    return Completeness(due, tuple(overdue), tuple(unexpected))


def _claims(expectation: Expectation, files: Iterable[Came]) -> _Claims:
    claims = _Claims(expectation)
    for file in files:
        stands = expectation.of_our_stores.read(file.name)
        if stands and expectation.expects(stands.date):
            claims.files[stands.store, stands.date].append(file)
    return claims


def _checked(
    calendar: Calendar, claims: _Claims, claimed: set[str], as_of: datetime, window: timedelta
) -> Iterator[OverdueFile | None]:
    """One item per store and business date that was due; None where everything is there."""
    expectation = claims.expectation
    for day in expectation.days_due(as_of - window, as_of, calendar.zone):
        due_at = expectation.due_at(day, calendar.zone)
        for store in _stores(expectation):
            files = claims.files.get((store, day), [])
            outcome = _outcome(expectation.files, files, claimed)
            if outcome is None:
                yield None
                continue
            yield OverdueFile(
                source=calendar.source,
                dataset=expectation.dataset,
                store=store,
                business_date=day,
                expected=f"{expectation.dataset}/{calendar.source}/{expectation.pattern.name_of(store, day)}",
                due_at=due_at,
                late=as_of - due_at,
                state=outcome[0],
                detail=outcome[1],
            )


def _stores(expectation: Expectation) -> list[str | None]:
    return [None] if not expectation.store_names else [*sorted(expectation.store_names)]


def _outcome(expected: int, files: Sequence[Came], claimed: set[str]) -> tuple[OverdueState, str] | None:
    """What is wrong with the files of one store and business date, and a word on it; None where all are there."""
    own = {file.path for file in files}
    repeated = [file for file in files if file.copy_of in claimed and file.copy_of not in own]
    there = {file.content for file in files if file.standing == Standing.THERE and file not in repeated}
    if len(there) >= expected:
        return None
    count = f"{len(there)} of {expected} files; " if expected > 1 else ""
    for file in files:
        if file.standing == Standing.RECEIVED:
            return OverdueState.RECEIVED, f"{count}being checked"
    for file in files:
        if file.standing == Standing.REJECTED:
            return OverdueState.REJECTED, f"{count}{file.refusal}"
    if repeated:
        return OverdueState.REPEATED, f"{count}the same bytes as {repeated[0].copy_of}"
    return OverdueState.MISSING, count.removesuffix("; ")


def _unexpected(calendar: Calendar, dataset: str, claims: Iterable[_Claims], file: Came) -> UnexpectedFile:
    reason = Surprise.NAME
    for expectation in (claim.expectation for claim in claims):
        if expectation.of_our_stores.read(file.name):
            reason = Surprise.DATE
            break
        if expectation.of_any_store.read(file.name):
            reason = Surprise.STORE
    return UnexpectedFile(calendar.source, dataset, file.path, file.at, reason)
