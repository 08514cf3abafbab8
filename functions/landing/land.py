"""Lands one dropped file: keeps its bytes, checks them, writes bronze and quarantine, and enters it in the ledger.

Every step can be repeated and can die after any write: what is written goes to names made from the content, the
first writer wins, and the ledger says so only after the output is there.
"""

from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

import structlog

from functions.clock import utc_now
from functions.landing.after.lake_file import fetched
from functions.landing.checked_content import checked_content
from functions.landing.desk import LandingDesk
from functions.landing.kept import KeptFile, sha256_of, spooled
from functions.landing.side_file import CONTROL_FILE_MISSING, file_beside
from functions.landing.terms import NoTerms, Terms, terms_of
from functions.ledger.change import View
from functions.ledger.entries import IN_FORCE, ContentEntry, FileEntry, FileState
from functions.ledger.in_force import put_in_force
from functions.ledger.receiving import AlreadyDone, KnownContent, Reception, receive, refuse, wait
from jobs.contracts.errors import FileRefused
from jobs.contracts.messages import FileLanded
from jobs.contracts.names import LANDING, RAW
from jobs.contracts.paths import digest

log = structlog.get_logger()


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


def _in_force(desk: LandingDesk, view: View, entry: FileEntry, content: ContentEntry) -> FileEntry:
    return put_in_force(view, entry, content, lambda: desk.blobs.facts(LANDING, entry.path))


def _control(desk: LandingDesk, view: View, entry: FileEntry, beside: str) -> FileEntry:
    """Enter a control file, then land the file that it belongs to, where that has come."""
    entered = refuse(view, replace(entry, state=FileState.CONTROL))
    land(desk, beside)
    return entered


def _waits(view: View, entry: FileEntry, why: FileRefused) -> FileEntry:
    """Enter what a file waits for; it stays open, so that the sweep looks for it again."""
    waiting = replace(entry, error=str(why))
    wait(view, waiting)
    return waiting


def _refused(view: View, entry: FileEntry, refusal: str, error: str) -> FileEntry:
    return refuse(view, replace(entry, state=FileState.REJECTED, refusal=refusal, error=error))


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
