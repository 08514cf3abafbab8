"""What happened to a file version, in order of time, as it is written into its ledger entry.

An event is its time (ISO 8601, UTC), its name and one detail: for 'superseded', 'duplicate' and 'handed-over' the other
version, for 'received' the attempt, for 'rejected' the refusal, else a short text. No row values.
"""

from dataclasses import replace
from datetime import datetime

from functions.ledger.entries import ContentEntry, FileEntry

# A file that is dropped or replayed again and again keeps how it began and what happened last.
FIRST_KEPT, LAST_KEPT = 8, 40
_DETAIL_AT_MOST = 300


def with_event(entry: FileEntry, event: str, detail: str, at: datetime) -> FileEntry:
    """The entry with one more event."""
    history = (*entry.history, (at.isoformat(), event, detail[:_DETAIL_AT_MOST]))
    if len(history) > FIRST_KEPT + LAST_KEPT:
        history = history[:FIRST_KEPT] + history[-LAST_KEPT:]
    return replace(entry, history=history)


def with_run(entry: FileEntry) -> FileEntry:
    """The entry with its last run among its events, before it waits for the next one."""
    if entry.transformed_at is None:
        return entry
    done = with_event(entry, "transformed", entry.run_id, entry.transformed_at)
    return replace(done, run_id="", transformed_at=None)


def counts_of(content: ContentEntry) -> str:
    """Rows and money of a content and the rules that it was checked by, in words."""
    money = f", {content.total_cost}" if content.total_cost else ""
    rows = f"{content.loaded} of {content.rows_in} rows loaded, {content.quarantined} quarantined"
    return f"{rows}{money}; rules {content.rules}"
