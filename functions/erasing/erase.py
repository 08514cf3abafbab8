"""Erases a person from every file of a dataset: from its bytes in raw/, and from what was landed of them.

Each content is dealt with in one transaction of the ledger, after its new files are there; silver loads it anew by the
next run. What the ledger names no more is deleted afterwards (leftovers). It can die anywhere and be done again.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import structlog

from functions.erasing.blanked import blanked_file, blanked_return
from functions.erasing.entering import ErasedFile, enter, enter_raw, kept, nothing_left, raws
from functions.erasing.person import Person
from functions.erasing.refused_files import from_refused
from functions.erasing.traces import rows_of_person
from functions.landing.after.lake_file import fetched
from functions.landing.checked_content import checked_content
from functions.landing.desk import LandingDesk
from functions.landing.kept import KeptFile
from functions.landing.terms import NoTerms, Terms, terms_of
from functions.ledger.change import View, decided_again
from functions.ledger.entries import ContentEntry, FileEntry, FileState
from functions.ledger.story import file_entries
from jobs.contracts.errors import ErasureRefused, StillUnderWay
from jobs.contracts.messages import FileLanded
from jobs.contracts.names import RAW
from jobs.contracts.paths import is_erased, printable

log = structlog.get_logger()


def erase(desk: LandingDesk, dataset: str, person: Person) -> Iterator[ErasedFile]:
    """Blank the person's rows in every content of a dataset; each file that changed, by one of its paths.

    What lands meanwhile is looked at too.
    Raises ErasureRefused where a file cannot be read by today's rules, StillUnderWay where one is being landed.
    """
    seen: set[str] = set()
    while new := _unseen(desk, dataset, seen):
        for identity, entries in sorted(new.items()):
            view = View(desk.rows, dataset)
            erased = _from_content(desk, view, identity, entries, person)
            for each in [erased] if erased else from_refused(desk, view, entries, person):
                log.info("person_erased", path=each.path, content=identity, rows=each.rows)
                yield each
            if desk.pending.is_waiting(dataset, identity):
                desk.queues.request_transform(FileLanded(dataset, identity))


def _unseen(desk: LandingDesk, dataset: str, seen: set[str]) -> dict[str, list[FileEntry]]:
    """By content, all versions of each that has one which was not seen before; they are seen by that."""
    by_content: dict[str, list[FileEntry]] = {}
    for entry in file_entries(desk.rows, (dataset,)):
        _require_landed(entry)
        by_content.setdefault(entry.content, []).append(entry)
    new = {
        identity: entries
        for identity, entries in by_content.items()
        if not seen.issuperset(entry.version for entry in entries)
    }
    seen.update(entry.version for entries in new.values() for entry in entries)
    return new


@decided_again
def _from_content(
    desk: LandingDesk, view: View, identity: str, entries: list[FileEntry], person: Person
) -> ErasedFile | None:
    """Blank the rows of a content that has landed at some time; None where it holds nothing of the person."""
    before = ContentEntry.of(view.read(f"content:{identity}"))
    if before is None:
        return None
    if before.owner and before.owner not in {entry.version for entry in entries}:
        return None  # the same bytes have landed since the versions were listed: the next listing names all
    own, is_left = rows_of_person(desk.blobs, before, person)
    # The same bytes may have come again since somebody was erased from them.
    blanked = [entry for entry in entries if is_erased(entry.raw)]
    if not is_left and len(blanked) in (0, len(entries)):
        return None
    owner = next((entry for entry in entries if entry.version == before.owner), entries[0])
    owner = replace(owner, raw=blanked[0].raw) if blanked else owner
    terms = terms_of(KeptFile.of(owner), desk.sources, desk.max_file_bytes)
    if isinstance(terms, NoTerms) or terms.rules != before.rules:
        return _emptied(desk, view, identity, before, entries, terms)
    with fetched(desk.blobs, RAW, owner.raw) as whole:
        raw = kept(desk, terms.path, identity, blanked_file(whole, terms, person, own))
        returns = tuple(_return(desk, terms, identity, whole, each, person, own) for each in before.returns)
    if (raw, returns) == (owner.raw, before.returns):
        again = [entry for entry in entries if entry.raw != raw]
        if not again:
            return None
        enter_raw(view, again, raw, "the same bytes again")
        return ErasedFile(again[0].path, len(own), raws(again))
    left = KeptFile.of(replace(owner, raw=raw))
    after = _checked_again(desk, left, identity, before, returns)
    enter(view, identity, after, owner, entries, raw)
    return ErasedFile(owner.path, len(own), raws(entries, *before.returns))


def _checked_again(
    desk: LandingDesk, left: KeptFile, identity: str, before: ContentEntry, returns: tuple[str, ...]
) -> ContentEntry:
    """What is left of the content, landed as a replay would. Raises ErasureRefused where the rows are not as many."""
    terms = terms_of(left, desk.sources, desk.max_file_bytes)
    if isinstance(terms, NoTerms):
        raise _refused(left.text, terms.refusal, "a source and a contract")
    with fetched(desk.blobs, RAW, left.raw) as content:
        checked = checked_content(desk, left, content, identity, terms, returns)
    if checked.rows_in != before.rows_in:
        raise _refused(left.text, f"{checked.rows_in} rows are left", f"{before.rows_in}, as there were")
    return checked.held_as(before)


def _emptied(
    desk: LandingDesk,
    view: View,
    identity: str,
    before: ContentEntry,
    entries: list[FileEntry],
    terms: Terms | NoTerms,
) -> ErasedFile:
    """A content that no file in force has, and that today's rules read otherwise: nothing of it is kept.

    The same bytes, should they come again, are checked as new ones. Raises ErasureRefused for a content in force.
    """
    owner = entries[0]
    if before.owner:
        raise _refused(owner.path, f"rules {terms.rules}", f"those that it was checked by, {before.rules}")
    gone = replace(before, rules="", bronze=(), quarantine="", returns=())
    enter(view, identity, gone, owner, entries, nothing_left(desk, owner))
    return ErasedFile(owner.path, 0, raws(entries, *before.returns))


def _return(
    desk: LandingDesk, terms: Terms, identity: str, whole: BinaryIO, raw: str, person: Person, own: set[int]
) -> str:
    """A return of mended rows, blanked and kept beside the file's own bytes."""
    with fetched(desk.blobs, RAW, raw) as returned:
        return kept(desk, terms.path, identity, blanked_return(returned.read(), terms, whole, person, own))


def _require_landed(entry: FileEntry) -> None:
    if entry.state == FileState.RECEIVED:
        raise StillUnderWay(
            "A file is being landed that the person may be in.",
            where=f"landing/{printable(entry.path)}",
            found="received",
            expected="landed or refused",
            next_step="ask again in a minute; till files show FILE says what it waits for",
        )


def _refused(path: str, found: str, expected: str) -> ErasureRefused:
    return ErasureRefused(
        "A file cannot be blanked as it is.",
        where=f"landing/{printable(path)}",
        found=found,
        expected=expected,
        next_step="till replay --path FILE --wait, then ask again; the other files' erasure stands",
    )
