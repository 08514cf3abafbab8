"""Checks a file again from its bytes in raw/, under today's contract and mapping, as if it had come today.

What a replay changes is entered in one transaction, and silver loads or removes the rows by the next run. What was
landed stays in its place among the files: the time of landing is the first one's. Every step can die and be repeated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import structlog

from functions.clock import utc_now
from functions.landing.after.lake_file import fetched
from functions.landing.checked_content import checked_content
from functions.landing.desk import LandingDesk
from functions.landing.kept import KeptFile
from functions.landing.land import resume
from functions.landing.terms import NoTerms, terms_of
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entries import ContentEntry, FileEntry, FileState, PathEntry
from functions.ledger.history import counts_of, with_event, with_run
from functions.ledger.in_force import as_checked, give_up_hold, put_in_force
from functions.ledger.owner import owned
from functions.ledger.receiving import refuse
from functions.ledger.to_do import to_do
from jobs.contracts.errors import FileRefused
from jobs.contracts.manifest import LOAD
from jobs.contracts.messages import FileLanded
from jobs.contracts.names import LANDING, RAW
from jobs.contracts.paths import digest

log = structlog.get_logger()


# What makes two checks of a content the same.
_OUTCOME = (
    "rules",
    "rows_in",
    "loaded",
    "quarantined",
    "total_cost",
    "min_date",
    "max_date",
    "months",
    "violations",
    "bronze",
    "quarantine",
    "returns",
)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why today's rules refuse a file as a whole."""

    refusal: str
    error: str
    rules: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the ledger said of a file before, and what it says now."""

    before: FileEntry
    after: FileEntry

    @property
    def is_changed(self) -> bool:
        """Whether the file is checked by other rules now, or with another outcome."""
        return self.before != self.after


def replay(desk: LandingDesk, entry: FileEntry) -> Iterator[Replayed]:
    """Check a file in force, or a refused one, again; where it is refused now, the next holder of its bytes too."""
    if entry.state == FileState.REJECTED:
        yield _told(desk, Replayed(entry, _rejected_again(desk, entry)))
        return
    view = View(desk.rows, entry.dataset)
    while replayed := _owner_again(desk, view, entry.content):
        yield _told(desk, replayed)
        if replayed.after.state != FileState.REJECTED:
            return


def _told(desk: LandingDesk, replayed: Replayed) -> Replayed:
    """Have what changed transformed: also where an earlier replay died before it said so."""
    after = replayed.after
    if desk.pending.is_waiting(after.dataset, after.content):
        desk.queues.request_transform(FileLanded(after.dataset, after.content))
    log.info(
        "file_replayed",
        path=after.path,
        version=after.version,
        is_changed=replayed.is_changed,
        state=after.state,
        loaded=after.loaded,
        quarantined=after.quarantined,
        refusal=after.refusal,
    )
    return replayed


def _checked_again(desk: LandingDesk, entry: FileEntry, before: ContentEntry | None) -> ContentEntry | _Refused:
    kept = KeptFile.of(entry)
    terms = terms_of(kept, desk.sources, desk.max_file_bytes)
    if isinstance(terms, NoTerms):
        return _Refused(terms.refusal, terms.error, terms.rules)
    returns = before.returns if before else ()
    try:
        with fetched(desk.blobs, RAW, entry.raw) as content:
            return checked_content(desk, kept, content, entry.content, terms, returns)
    except FileRefused as error:
        return _Refused(error.refusal, str(error), terms.rules)


@decided_again
def _owner_again(desk: LandingDesk, view: View, identity: str) -> Replayed | None:
    """Check the content again in the name of the file that owns it; None where no file in force has it any more."""
    found = owned(view, identity)
    if found is None:
        return None
    content, owner = found
    checked = _checked_again(desk, owner, content)
    if isinstance(checked, _Refused):
        return Replayed(owner, _put_out_of_force(view, owner, checked))
    now = checked.held_as(content)
    if all(getattr(now, name) == getattr(content, name) for name in _OUTCOME):
        return Replayed(owner, owner)
    change = Change(view)
    entry = with_event(with_run(owner), "replayed", counts_of(now), utc_now())
    entry = replace(as_checked(entry, now), state=FileState.LANDED)
    to_do(change, LOAD, identity, now)
    change.put(entry, entry.version)
    change.commit()
    return Replayed(owner, entry)


def _put_out_of_force(view: View, owner: FileEntry, why: _Refused) -> FileEntry:
    """Enter that today's rules refuse the file as a whole: its rows go out, and nothing is in force on its path."""
    change = Change(view)
    give_up_hold(change, owner)
    rejected = with_event(with_run(owner), "rejected", f"by a replay: {why.refusal}", utc_now())
    rejected = replace(
        rejected.without_rows(), state=FileState.REJECTED, rules=why.rules, refusal=why.refusal, error=why.error
    )
    change.put(rejected, rejected.version)
    path = PathEntry.of(change.read(f"path:{digest(owner.path)}"))
    if path and path.version == owner.version:
        change.put(replace(path, version=""), digest(owner.path))
    change.commit()
    return rejected


@decided_again
def _rejected_again(desk: LandingDesk, entry: FileEntry) -> FileEntry:
    """Land a refused file where today's rules take it."""
    view = View(desk.rows, terms_of(KeptFile.of(entry), desk.sources, desk.max_file_bytes).partition)
    before = FileEntry.of(view.read(f"version:{entry.version}"))
    if before is None:
        return resume(desk, entry)  # refused while its dataset was unknown, and entered among those files
    if before.state != FileState.REJECTED:
        return before
    checked = _checked_again(desk, before, ContentEntry.of(view.read(f"content:{before.content}")))
    if isinstance(checked, ContentEntry):
        taken = replace(before, rules=checked.rules, refusal="", error="")
        taken = with_event(taken, "replayed", "no longer refused", utc_now())
        return put_in_force(view, taken, checked, lambda: desk.blobs.facts(LANDING, before.path))
    now = replace(before, refusal=checked.refusal, error=checked.error, rules=checked.rules)
    return refuse(view, now) if now != before else before
