"""Finds the files that no event told of, and the checks that stopped half-way, and lands them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from functions.clock import utc_now
from functions.landing.desk import LandingDesk
from functions.landing.land import land, resume
from functions.ledger.entries import FileEntry, OpenEntry, PathEntry
from functions.ledger.partitions import PARTITIONS
from jobs.contracts.errors import TillstreamError
from jobs.contracts.names import LANDING

log = structlog.get_logger()

# One sweep takes up so many files at most; the next one goes on. A function's run time is bounded.
AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files the sweep took up: stopped half-way, and never told of."""

    resumed: int
    found: int


def sweep(desk: LandingDesk, older_than: timedelta) -> Swept:
    """Land what has been lying for longer than older_than; younger files are still on their ordinary way.

    A file that cannot be landed now does not stop the others: its error is raised when all were taken up.
    """
    failures: list[TillstreamError] = []
    stopped = list(_stopped(desk, older_than))[:AT_MOST]
    for entry in stopped:
        _take_up(partial(resume, desk, entry), failures)
    resumed = len(stopped)
    missed = list(_untold(desk, older_than))
    for path in missed[: AT_MOST - resumed]:
        _take_up(partial(land, desk, path), failures)
    swept = Swept(resumed, min(len(missed), AT_MOST - resumed))
    log.info("landing_swept", resumed=swept.resumed, found=swept.found, left=len(missed) - swept.found)
    if failures:
        raise failures[0]
    return swept


def _take_up(one: Callable[[], object], failures: list[TillstreamError]) -> None:
    try:
        one()
    except TillstreamError as error:
        log.warning("file_not_swept", code=error.code, error=str(error))
        failures.append(error)


def _stopped(desk: LandingDesk, older_than: timedelta) -> Iterator[FileEntry]:
    """The versions whose check began longer ago and has not ended."""
    before = utc_now() - older_than
    for partition in PARTITIONS:
        for row in desk.rows.beginning_with(partition, "open:"):
            begun = OpenEntry.of(row)
            if begun and begun.since < before:
                entry = FileEntry.of(desk.rows.get(partition, f"version:{begun.version}"))
                if entry:
                    yield entry


def _untold(desk: LandingDesk, older_than: timedelta) -> Iterator[str]:
    """The landing paths whose last write the ledger has not seen."""
    before = utc_now() - older_than
    seen = {
        (path.path, path.seen_etag)
        for partition in PARTITIONS
        for row in desk.rows.beginning_with(partition, "path:")
        if (path := PathEntry.of(row))
    }
    for blob in desk.blobs.listing(LANDING):
        if blob.written_at < before and (blob.path, blob.etag) not in seen:
            yield blob.path
