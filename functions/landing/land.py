"""Lands one dropped file: keeps its bytes, checks them, writes bronze and quarantine, and enters it in the ledger.

Every step can be repeated and can die after any write: what is written goes to names made from the content, the
first writer wins, and the ledger says so only after the output is there.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import structlog

from functions.adapters.blobs import BlobStore
from functions.adapters.queues import Queues
from functions.adapters.rows import RowStore
from functions.clock import utc_now
from functions.landing.after.lake_file import fetched, write_once
from functions.landing.after.layout import layout_of
from functions.landing.after.supplement import Refusals
from functions.landing.check import Landed, check_file
from functions.landing.kept import KeptFile, sha256_of, spooled
from functions.landing.side_file import CONTROL_FILE_MISSING, control_of, file_beside
from functions.landing.terms import NoTerms, Terms, terms_of
from functions.ledger.change import View
from functions.ledger.entries import IN_FORCE, ContentEntry, FileEntry, FileState
from functions.ledger.in_force import put_in_force
from functions.ledger.pending import Pending
from functions.ledger.receiving import AlreadyDone, KnownContent, Reception, receive, refuse, wait
from jobs.contracts.errors import FileRefused
from jobs.contracts.messages import FileLanded
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from jobs.contracts.paths import bronze_path, digest, quarantine_path

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class LandingDesk:
    """What landing works with."""

    blobs: BlobStore
    rows: RowStore
    pending: Pending
    queues: Queues
    sources: Path
    max_file_bytes: int


def land(desk: LandingDesk, landing_path: str) -> FileEntry | None:
    """Land what lies on the path now; None where nothing does any more, or it is being replaced.

    Whatever the file holds ends as an entry in the ledger; exceptions are for a world that does not answer
    (StorageUnavailable, ConfigurationInvalid), and the caller's trigger tries again.
    """
    started = utc_now()
    with spooled() as content:
        facts = desk.blobs.read_into(LANDING, landing_path, content, at_most=desk.max_file_bytes)
        if facts is None:
            log.info("file_gone", path=landing_path)
            return None
        kept = KeptFile.at(landing_path, facts)
        if not kept.keep(desk.blobs):
            log.info("file_replaced_meanwhile", path=landing_path)
            return None
        return _land_kept(desk, kept, content, started)


def resume(desk: LandingDesk, entry: FileEntry) -> FileEntry:
    """Take up a version that was received and not finished, from its bytes in raw/.

    Raises FileLost where these are not there any more.
    """
    started = utc_now()
    with fetched(desk.blobs, RAW, entry.raw, at_most=desk.max_file_bytes) as content:
        return _land_kept(desk, KeptFile.of(entry), content, started)


def _land_kept(desk: LandingDesk, kept: KeptFile, content: BinaryIO, started: datetime) -> FileEntry:
    terms = terms_of(kept, desk.sources, desk.max_file_bytes)
    view = View(desk.rows, terms.partition)
    received = kept.received(_identity(desk, kept, content), terms.rules, terms.told_by_path)
    outcome = receive(view, received)
    done = _dealt_with(desk, view, kept, content, outcome, terms)
    is_new = done.state in IN_FORCE and not isinstance(outcome, AlreadyDone)
    if is_new or desk.pending.is_waiting(terms.partition, done.content):
        desk.queues.request_transform(FileLanded(terms.partition, done.content))
    _tell(done, (utc_now() - started).total_seconds())
    return done


def _identity(desk: LandingDesk, kept: KeptFile, content: BinaryIO) -> str:
    """The SHA-256 of the bytes; a file over the limit, which is not read, is told apart by its write alone."""
    if kept.facts.size > desk.max_file_bytes:
        return digest(kept.text, kept.facts.etag)
    return sha256_of(content)


def _dealt_with(
    desk: LandingDesk,
    view: View,
    kept: KeptFile,
    content: BinaryIO,
    outcome: Reception,
    terms: Terms | NoTerms,
) -> FileEntry:
    if isinstance(outcome, AlreadyDone):
        return outcome.entry
    if isinstance(terms, NoTerms):
        return _refused(view, outcome.entry, terms.refusal, terms.error)
    if isinstance(outcome, KnownContent):
        known = replace(outcome.content, landed_at=utc_now())
        return _in_force(desk, view, outcome.entry, known)
    if beside := file_beside(kept.text, terms.mapping):
        return _control(desk, view, outcome.entry, beside)
    try:
        checked = checked_content(desk, kept, content, outcome.entry.content, terms, outcome.returns)
    except FileRefused as error:
        if error.refusal == CONTROL_FILE_MISSING:
            return _waits(view, outcome.entry, error)
        return _refused(view, outcome.entry, error.refusal, str(error))
    return _in_force(desk, view, outcome.entry, checked)


def checked_content(
    desk: LandingDesk, kept: KeptFile, content: BinaryIO, identity: str, terms: Terms, returns: tuple[str, ...]
) -> ContentEntry:
    """What a content's check gave, with mended rows that were returned for it; its good and refused rows are written.

    Raises FileRefused where it is refused as a whole.
    """
    checked = _checked(desk, kept, content, identity, terms)
    if not returns:
        return checked
    content.seek(0)
    layout = layout_of(content, kept.path, terms.mapping)
    return Refusals(desk.blobs, kept, identity, terms, layout).taken_back_again(checked, returns)


def _checked(desk: LandingDesk, kept: KeptFile, content: BinaryIO, identity: str, terms: Terms) -> ContentEntry:
    bronze = bronze_path(kept.path, identity, terms.rules)
    quarantine = quarantine_path(kept.path, identity, terms.rules)
    content.seek(0)
    with spooled() as good, spooled() as bad:
        landed = check_file(
            content,
            path=kept.path,
            version=identity,
            contract=terms.contract,
            mapping=terms.mapping,
            bronze=good,
            quarantine=bad,
            dropped_on=kept.facts.written_at.date(),
            control=control_of(desk.blobs, View(desk.rows, terms.partition), kept, terms.mapping),
        )
        bronze = write_once(desk.blobs, BRONZE, bronze, good)
        if landed.quarantined:
            quarantine = write_once(desk.blobs, QUARANTINE, quarantine, bad)
    return _content(kept, landed, terms.rules, bronze, quarantine if landed.quarantined else "")


def _in_force(desk: LandingDesk, view: View, entry: FileEntry, content: ContentEntry) -> FileEntry:
    return put_in_force(view, entry, content, lambda: desk.blobs.facts(LANDING, entry.path))


def _control(desk: LandingDesk, view: View, entry: FileEntry, beside: str) -> FileEntry:
    """Enter a control file, then land the file that it belongs to, where that has come."""
    entered = replace(entry, state=FileState.CONTROL)
    refuse(view, entered)
    land(desk, beside)
    return entered


def _waits(view: View, entry: FileEntry, why: FileRefused) -> FileEntry:
    """Enter what a file waits for; it stays open, so that the sweep looks for it again."""
    waiting = replace(entry, error=str(why))
    wait(view, waiting)
    return waiting


def _refused(view: View, entry: FileEntry, refusal: str, error: str) -> FileEntry:
    rejected = replace(entry, state=FileState.REJECTED, refusal=refusal, error=error)
    refuse(view, rejected)
    return rejected


def _content(kept: KeptFile, landed: Landed, rules: str, bronze: str, quarantine: str) -> ContentEntry:
    return ContentEntry(
        holders=(),
        rules=rules,
        rows_in=landed.rows_in,
        loaded=landed.loaded,
        quarantined=landed.quarantined,
        total_cost="" if landed.total_cost is None else str(landed.total_cost),
        min_date=landed.min_date.isoformat() if landed.min_date else "",
        max_date=landed.max_date.isoformat() if landed.max_date else "",
        months=landed.months,
        violations=landed.violations,
        bronze=(bronze,),
        quarantine=quarantine,
        path=kept.text,
        landed_at=utc_now(),
    )


def _tell(done: FileEntry, seconds: float) -> None:
    log.info(
        f"file_{done.state}",
        path=done.path,
        version=done.version,
        rows_in=done.rows_in,
        loaded=done.loaded,
        quarantined=done.quarantined,
        duplicate=done.duplicate,
        refusal=done.refusal,
        seconds=round(seconds, 3),
    )
