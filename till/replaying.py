"""Chooses the files that are checked again, and shows what that changed."""

from collections.abc import Iterator
from datetime import UTC, date
from decimal import Decimal

from functions.landing.desk import LandingDesk
from functions.landing.replay import Replayed, replay
from functions.ledger.entries import IN_FORCE, FileEntry, FileState
from functions.ledger.story import last_versions
from jobs.contracts.errors import ConfigurationInvalid
from till.ledger_reading import files_of
from till.operator import Operator
from till.progress import Progress


def checked_day(text: str) -> date | None:
    """The day, None for none. Raises ConfigurationInvalid where the text is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigurationInvalid(
            "That is not a day.",
            found=text,
            expected="yyyy-mm-dd, for example 2026-09-30",
            next_step="give the day in that form; it is the day of the drop, in UTC",
        ) from error


def chosen_files(operator: Operator, *, path: str, day: date | None, source: str, dataset: str) -> list[FileEntry]:
    """The files in force, and those whose last write was refused, that all the choices hold of, as they were dropped.

    Files of the same bytes are one content, which is checked once.
    """
    last = last_versions(operator.rows, operator.partitions)
    chosen: dict[str, FileEntry] = {}
    for entry in files_of(operator, path):
        is_refused = entry.state == FileState.REJECTED and entry.version in last
        fits = source in ("", entry.source) and dataset in ("", entry.dataset)
        if (is_refused or entry.state in IN_FORCE) and fits and day in (None, entry.dropped_at.astimezone(UTC).date()):
            chosen.setdefault(entry.version if is_refused else f"{entry.dataset}/{entry.content}", entry)
    return list(chosen.values())


def replay_all(desk: LandingDesk, chosen: list[FileEntry], shown: Progress) -> Iterator[Replayed]:
    """Check the files again, one after another."""
    for entry in chosen:
        shown.stage(entry.path)
        yield from replay(desk, entry)
        shown.advance()


def replayed_row(replayed: Replayed) -> dict[str, object]:
    """A replayed file as a row: what the ledger said before, and what it says now."""
    before, after = replayed.before, replayed.after
    return {
        "path": after.path,
        "state_before": before.state,
        "state": after.state,
        "loaded_before": before.loaded,
        "loaded": after.loaded,
        "quarantined_before": before.quarantined,
        "quarantined": after.quarantined,
        "total_cost_before": _money(before),
        "total_cost": _money(after),
        "refusal": after.refusal or None,
        "version": after.version[:12],
    }


def _money(entry: FileEntry) -> Decimal | None:
    return Decimal(entry.total_cost) if entry.total_cost else None
