"""Takes back refused rows that a person has mended: under the same file version, and with books that still balance.

The mended file is kept in raw/ before the ledger speaks of it. Every step can die and be repeated: what is written goes
to names made from what was returned, and the same return twice changes nothing.
"""

import hashlib
from dataclasses import dataclass, replace

import structlog

from functions.clock import utc_now
from functions.landing.after.export import Export, export
from functions.landing.after.lake_file import fetched
from functions.landing.after.layout import fields_of, layout_of
from functions.landing.after.mended import Mended, mended_rows
from functions.landing.after.refused import refused_lines
from functions.landing.after.supplement import Refusals
from functions.landing.desk import LandingDesk
from functions.landing.kept import KeptFile
from functions.landing.terms import NoTerms, Terms, terms_of
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from functions.ledger.history import counts_of, with_event, with_run
from functions.ledger.in_force import as_checked
from functions.ledger.owner import owned
from functions.ledger.standing import not_judged
from functions.ledger.to_do import to_do
from jobs.contracts.errors import ReturnRefused
from jobs.contracts.manifest import LOAD
from jobs.contracts.messages import FileLanded
from jobs.contracts.names import QUARANTINE, RAW
from jobs.contracts.paths import printable, return_path

log = structlog.get_logger()

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Returned:
    """The owner's ledger entry afterwards; how many rows landed, and how many are still refused as they are now.

    is_known says that this return was taken before and changed nothing.
    """

    entry: FileEntry
    landed: int
    still_refused: int
    is_known: bool = False


def return_rows(desk: LandingDesk, dataset: str, identity: str, mended: bytes) -> Returned:
    """Land the mended rows of the content of that id, and enter the rest as refused.

    Raises ReturnRefused, and FileRefused, where the return is refused as a whole; nothing of it is landed then.
    """
    returned = _returned(desk, View(desk.rows, dataset), identity, mended)
    if desk.pending.is_waiting(dataset, identity):
        desk.queues.request_transform(FileLanded(dataset, identity))
    entry = returned.entry
    log.info(
        "rows_returned",
        path=entry.path,
        version=entry.version,
        landed=returned.landed,
        still_refused=returned.still_refused,
        loaded=entry.loaded,
        quarantined=entry.quarantined,
    )
    return returned


def refused_export(desk: LandingDesk, dataset: str, identity: str) -> Export:
    """The rows of a content that are refused now, as CSV that return_rows takes back.

    Raises ReturnRefused where the rules have changed, or where no row is refused.
    """
    content, owner = _owned(View(desk.rows, dataset), identity)
    kept = KeptFile.of(owner)
    if not content.quarantine:
        raise _refused(kept.text, "No row of the file is refused.", "0 rows in quarantine", "at least one")
    refusals = _refusals(desk, kept, content, identity)
    with fetched(desk.blobs, QUARANTINE, content.quarantine) as lines:
        refused = list(refused_lines(lines))
    of_file = {line.row for line in refused if not line.is_mended}
    with fetched(desk.blobs, RAW, owner.raw) as whole:
        fields = fields_of(whole, kept.path, refusals.terms.mapping, of_file)
    return export(refused, refusals.layout, fields)


@decided_again
def _returned(desk: LandingDesk, view: View, identity: str, mended: bytes) -> Returned:
    content, owner = _owned(view, identity)
    kept = KeptFile.of(owner)
    raw = return_path(kept.path, identity, hashlib.sha256(mended).hexdigest())
    if raw in content.returns:
        return Returned(owner, 0, 0, is_known=True)
    refusals = _refusals(desk, kept, content, identity)
    rows = mended_rows(mended, refusals.layout)
    _require_refused(kept.text, rows, refusals.numbers(content))
    after = refusals.taken_back(content, rows, raw)
    desk.blobs.write_new(RAW, raw, mended)
    landed = after.loaded - content.loaded
    return Returned(_enter(view, owner, content, after), landed, len(rows) - landed)


def _owned(view: View, identity: str) -> tuple[ContentEntry, FileEntry]:
    found = owned(view, identity)
    if found is None:
        raise _refused("", "The file is not in force.", "no rows of it that count", "a version in force")
    return found


def _refusals(desk: LandingDesk, kept: KeptFile, content: ContentEntry, identity: str) -> Refusals:
    terms = terms_of(kept, desk.sources, desk.max_file_bytes)
    if isinstance(terms, NoTerms) or terms.rules != content.rules:
        raise ReturnRefused(
            "The contract or the source has changed since the file was checked.",
            where=f"landing/{printable(kept.text)}",
            found=terms.rules if isinstance(terms, Terms) else terms.refusal,
            expected=content.rules,
            next_step="till replay --path FILE, then export the rows that are still refused",
        )
    with fetched(desk.blobs, RAW, kept.raw) as whole:
        return Refusals(desk.blobs, kept, identity, terms, layout_of(whole, kept.path, terms.mapping))


def _require_refused(path: str, rows: Mended, refused: set[int]) -> None:
    if not rows:
        raise _refused(path, "There is no mended row.", "no row with a value", "at least one")
    strange = [number for number in rows if number not in refused]
    if strange:
        shown = ", ".join(map(str, strange[:_SHOWN])) + (", ..." if len(strange) > _SHOWN else "")
        what = f"{len(strange)} row(s) were returned already, or never refused."
        raise _refused(path, what, f"row {shown}", f"rows among the {len(refused)} that are refused now")


def _enter(view: View, owner: FileEntry, before: ContentEntry, after: ContentEntry) -> FileEntry:
    """Enter what the return changed in one transaction.

    Silver has to load the content anew where rows landed, or are refused for other reasons than before.
    """
    change = Change(view)
    landed = after.loaded - before.loaded
    is_told = landed > 0 or after.violations != before.violations
    entry = with_run(owner) if is_told else owner
    entry = with_event(entry, "returned", f"{landed} rows landed: {counts_of(after)}", utc_now())
    entry = as_checked(entry, not_judged(after) if is_told else after)
    if is_told:
        entry = replace(entry, state=FileState.LANDED)
        to_do(change, LOAD, owner.content, not_judged(after))
    else:
        change.put(after, owner.content)
    change.put(entry, entry.version)
    change.commit()
    return entry


def _refused(path: str, what: str, found: str, expected: str) -> ReturnRefused:
    return ReturnRefused(
        what,
        where=f"landing/{printable(path)}" if path else "",
        found=found,
        expected=expected,
        next_step="export the rows again and return those; nothing of this return was landed",
    )
