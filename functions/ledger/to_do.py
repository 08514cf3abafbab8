"""What silver has to do with a content from now on, written beside what is known of the content."""

from datetime import datetime

from functions.ledger.change import Change
from functions.ledger.entries import ContentEntry, PendingEntry
from functions.ledger.lines import held_by_silver, line_in_force


def to_do(
    change: Change,
    action: str,
    content_id: str,
    content: ContentEntry,
    path: str = "",
    *,
    dropped_at: datetime | None = None,
    after: tuple[str, ...] = (),
    for_good: bool = False,
) -> None:
    """Enter a content, and that silver has to load or remove its rows, in place of any that it may hold by now.

    path      the path by whose change that is so
    after     the contents that it comes in place of there
    for_good  what silver held of it until now is not to come back, whatever becomes of the run
    """
    before = ContentEntry.of(change.read(f"content:{content_id}"))
    waiting = PendingEntry.of(change.read(f"pending:{content_id}"))
    in_silver = waiting.before if waiting else _loaded(change.partition, content_id, before)
    held = {*(before.bronze if before else ()), *(waiting.bronze + waiting.replaces if waiting else ())}
    months = {*content.months, *(before.months if before else ()), *(waiting.months if waiting else ())}
    pending = PendingEntry(
        action=action,
        content=content_id,
        owner=content.owner,
        landing_path=content.path,
        landed_at=content.landed_at,
        bronze=content.bronze,
        replaces=tuple(sorted(held - set(content.bronze))),
        months=tuple(sorted(months)),
        rows=content.loaded,
        total_cost=content.total_cost,
        rows_in=content.rows_in,
        quarantined=content.quarantined,
        violations=content.violations,
        dropped_at=dropped_at,
        before=_loaded(change.partition, content_id, content) if for_good else in_silver,
        after=waiting.after if waiting else (),
        paths=waiting.paths if waiting else (),
    )
    if path:
        pending = pending.also_of(path, after)
    change.put(content, content_id)
    change.put(pending, content_id)


def _loaded(dataset: str, identity: str, content: ContentEntry | None) -> str:
    """What silver holds of a content that nothing waits for, as PendingEntry.before says it."""
    return held_by_silver(line_in_force(dataset, identity, content) if content and content.owner else None)
