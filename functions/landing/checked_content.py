"""A content checked, its good and refused rows written, and what the ledger has to know of it."""

from typing import BinaryIO

from functions.clock import utc_now
from functions.landing.after.lake_file import write_once
from functions.landing.after.layout import layout_of
from functions.landing.after.supplement import Refusals
from functions.landing.check import Landed, check_file
from functions.landing.desk import LandingDesk
from functions.landing.kept import KeptFile, spooled
from functions.landing.side_file import control_of
from functions.landing.terms import Terms
from functions.ledger.change import View
from functions.ledger.entries import ContentEntry
from jobs.contracts.names import BRONZE, QUARANTINE
from jobs.contracts.paths import bronze_path, is_erased, quarantine_path, supplement


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
    if is_erased(kept.raw):  # beside what was written before, which goes once silver has let it go
        bronze, quarantine = supplement(bronze, kept.raw), supplement(quarantine, kept.raw)
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


def _content(kept: KeptFile, landed: Landed, rules: str, bronze: str, quarantine: str) -> ContentEntry:
    return ContentEntry(
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
