"""Erasures in the ledger: that somebody was erased, by whom and when, and never who.

In the partition 'erasures':
  erasure:<digest>   one person by the digest of the id: asked for however often, entered once
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from functions.adapters.rows import RowStore
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entry import Entry

ERASURES = "erasures"


@dataclass(frozen=True, slots=True)
class ErasureEntry(Entry):
    """One person: asked_by and asked_at of the first time, done_at of the last time that it came to its end (UTC).

    counts says how much was blanked or deleted, by place, over all times.
    """

    kind: ClassVar[str] = "erasure"

    person: str
    asked_by: str
    asked_at: datetime
    done_at: datetime | None = None
    counts: dict[str, int] | None = None


class Erasures:
    """The book of erasures."""

    def __init__(self, rows: RowStore) -> None:
        self._rows = rows

    @decided_again
    def begin(self, person: str, asked_by: str, now: datetime) -> ErasureEntry:
        """Enter that a person is to be erased; what was entered before stays."""
        change = Change(View(self._rows, ERASURES))
        known = ErasureEntry.of(change.read(f"erasure:{person}"))
        if known:
            return known
        entry = ErasureEntry(person, asked_by, now)
        change.put(entry, person)
        change.commit()
        return entry

    @decided_again
    def add(self, person: str, counts: dict[str, int], done_at: datetime | None = None) -> None:
        """Enter how much was erased since, and that it is done."""
        change = Change(View(self._rows, ERASURES))
        known = ErasureEntry.of(change.read(f"erasure:{person}"))
        if known is None:
            return
        before = known.counts or {}
        total = {place: before.get(place, 0) + counts.get(place, 0) for place in sorted({*before, *counts})}
        change.put(replace(known, counts=total, done_at=done_at or known.done_at), person)
        change.commit()
