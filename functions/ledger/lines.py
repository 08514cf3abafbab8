"""The manifest lines of contents: what a run is asked to do with them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace

from functions.ledger.entries import ContentEntry, PendingEntry
from jobs.contracts.manifest import LOAD, REMOVE, ManifestLine, from_fields


def pending_line(dataset: str, entry: PendingEntry, ticket: str) -> ManifestLine:
    """What silver has still to do with a content."""
    return ManifestLine(
        action=entry.action,
        dataset=dataset,
        version=entry.content,
        landing_path=entry.landing_path,
        landed_at=entry.landed_at.isoformat(),
        bronze=entry.bronze,
        replaces=entry.replaces,
        months=entry.months,
        rows=entry.rows,
        total_cost=entry.total_cost,
        ticket=ticket,
        rows_in=entry.rows_in,
        quarantined=entry.quarantined,
        violations=_by_code(entry.violations),
        dropped_at=entry.dropped_at.isoformat() if entry.dropped_at else "",
    )


def line_taking_back(dataset: str, entry: PendingEntry, ticket: str) -> ManifestLine:
    """What brings silver back to what it held of a content before a run, which failed, was to change it."""
    line = replace(pending_line(dataset, entry, ticket), dropped_at="", takes_back=True)
    if not entry.before:
        return replace(line, action=REMOVE)
    before = from_fields(json.loads(entry.before))
    others = {*entry.bronze, *entry.replaces} - set(before.bronze)
    return replace(before, replaces=tuple(sorted(others)), months=entry.months, ticket=ticket, takes_back=True)


def line_in_force(dataset: str, identity: str, content: ContentEntry, ticket: str = "") -> ManifestLine:
    """What loads a content as the ledger knows it."""
    return ManifestLine(
        action=LOAD,
        dataset=dataset,
        version=identity,
        landing_path=content.path,
        landed_at=content.landed_at.isoformat(),
        bronze=content.bronze,
        months=content.months,
        rows=content.loaded,
        total_cost=content.total_cost,
        ticket=ticket,
        rows_in=content.rows_in,
        quarantined=content.quarantined,
        violations=_by_code(content.violations),
    )


def held_by_silver(line: ManifestLine | None) -> str:
    """What silver holds of a content, as PendingEntry.before says it: the line that loaded it, '' for nothing."""
    if line is None or line.action != LOAD:
        return ""
    return json.dumps(asdict(replace(line, ticket="", dropped_at="", replaces=())), sort_keys=True)


def _by_code(violations: Mapping[str, int] | None) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((violations or {}).items()))
