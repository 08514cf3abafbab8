"""Compares each file in force with what silver holds of it. Reads neither storage nor engine."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self

from functions.ledger.entries import FileEntry, FileState
from till.reconcile_lake import CORRECTED, COUNTED, DUPLICATE, FACT, SALES, LakeSide, MonthSum, SilverShare
from till.reconcile_ledger import LedgerSide

type ContentKey = tuple[str, str]
_EVERY = (COUNTED, CORRECTED, DUPLICATE)


class Outcome(StrEnum):
    """What comparing came to: under way is what a run has still to do, held back what waits for a person."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNDER_WAY = "under way"
    HELD_BACK = "held back"


@dataclass(frozen=True, slots=True)
class Moving:
    """What may differ for the moment: contents that wait for a run, or everything while a run is active."""

    contents: frozenset[ContentKey]
    held: frozenset[ContentKey]
    everything: bool

    @classmethod
    def between(cls, ledger: LedgerSide, later: LedgerSide) -> Self:
        """What was being worked on at one of the two moments or between them."""
        pending = ledger.pending | later.pending
        held = frozenset(content for content, entry in pending.items() if entry.held)
        return cls(ledger.moved(later), held, everything=bool(ledger.run or later.run))

    def outcome(self, content: ContentKey, differs: bool) -> Outcome:
        """What a comparison of that content means."""
        if content in self.held:
            return Outcome.HELD_BACK
        if content in self.contents or (differs and self.everything):
            return Outcome.UNDER_WAY
        return Outcome.DIFFERS if differs else Outcome.AGREES

    def outcome_of_sales(self, differs: bool) -> Outcome:
        """What a comparison of a month means: any sales that are moving may touch it."""
        if not differs:
            return Outcome.AGREES
        moving = frozenset(content for content in self.contents if content[0] == SALES)
        if self.everything or moving - self.held:
            return Outcome.UNDER_WAY
        return Outcome.HELD_BACK if moving else Outcome.DIFFERS


@dataclass(frozen=True, slots=True)
class FileBooks:
    """One file in force, layer by layer; money is None where the dataset has none.

    silver       rows of it in silver that repeat no other file's
    corrected    those of them that a later file has replaced
    gold_money   the money that gold.fact_sales holds of it
    """

    path: str
    months: frozenset[str]
    rows_in: int
    landed: int
    quarantined: int
    duplicate: int
    silver: int
    corrected: int
    landed_money: Decimal | None
    silver_money: Decimal | None
    gold_money: Decimal | None
    outcome: Outcome
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silver:
    """The lines of one content in silver, and what gold holds of them; None for a dataset without sales."""

    shares: tuple[SilverShare, ...]
    gold: MonthSum | None = None

    def rows(self, *standings: str) -> int:
        """How many lines have one of these standings."""
        return sum(share.rows for share in self.shares if share.standing in standings)

    def money(self, *standings: str) -> Decimal:
        """What they cost."""
        return sum((share.money for share in self.shares if share.standing in standings), Decimal("0.00"))

    @property
    def months(self) -> frozenset[str]:
        """The months that they lie in."""
        return frozenset(share.month for share in self.shares)


def by_content(lake: LakeSide) -> dict[ContentKey, Silver]:
    """What silver and gold hold, content by content."""
    found: defaultdict[ContentKey, list[SilverShare]] = defaultdict(list)
    for share in lake.shares:
        found[share.dataset, share.content].append(share)
    for content in lake.facts:
        found[SALES, content].extend(())
    return {content: Silver(tuple(its), _gold(lake, content)) for content, its in found.items()}


def _gold(lake: LakeSide, content: ContentKey) -> MonthSum | None:
    return lake.facts.get(content[1], MonthSum(0, Decimal("0.00"))) if content[0] == SALES else None


def compare_files(ledger: LedgerSide, held: Mapping[ContentKey, Silver], moving: Moving) -> Iterator[FileBooks]:
    """The books of each file in force, the oldest first, and of what silver holds beside them."""
    owned = {_content(entry) for entry in ledger.files.values() if entry.state != FileState.DUPLICATE}
    for entry in sorted(ledger.files.values(), key=lambda entry: (entry.dropped_at, entry.path)):
        if entry.state != FileState.DUPLICATE:
            silver = held.get(_content(entry), Silver(()))
            yield _books(entry, silver, list(_differences(entry, silver)), moving)
        else:
            nobodys = [] if _content(entry) in owned else ["it repeats a file that is not in force: no row counts"]
            yield _books(entry, Silver(()), [*_differences(entry, Silver(())), *nobodys], moving)
    for content, silver in held.items():
        if content not in owned:
            yield _left_over(ledger, content, silver, moving)


def _differences(entry: FileEntry, silver: Silver) -> Iterator[str]:
    entered = entry.loaded + entry.quarantined + entry.duplicate
    if entry.rows_in != entered:
        parts = f"{entry.loaded} landed, {entry.quarantined} quarantined and {entry.duplicate} duplicate"
        yield f"{entry.rows_in} rows came in, {parts} are {entered}"
    if entry.loaded != (found := silver.rows(COUNTED, CORRECTED)):
        yield f"{entry.loaded} rows landed, silver holds {found}"
    if entry.total_cost and Decimal(entry.total_cost) != (money := silver.money(COUNTED, CORRECTED)):
        yield f"{entry.total_cost} landed, silver holds {money}"
    if entry.state != FileState.DUPLICATE:
        yield from _judged_otherwise(entry.duplicate, entry.duplicate_cost, silver, DUPLICATE)
        yield from _judged_otherwise(entry.corrected, entry.corrected_cost, silver, CORRECTED)
    counting = MonthSum(silver.rows(COUNTED), silver.money(COUNTED))
    if silver.gold is not None and silver.gold != counting:
        held = f"gold.{FACT} holds {silver.gold.rows} of {silver.gold.money}"
        yield f"{counting.rows} rows of {counting.money} count in silver, {held}"


def _judged_otherwise(rows: int, cost: str, silver: Silver, standing: str) -> Iterator[str]:
    known, found = (rows, Decimal(cost or "0.00")), (silver.rows(standing), silver.money(standing))
    if known != found:
        yield f"{known[0]} rows of {known[1]} are {standing} in the ledger, {found[0]} of {found[1]} in silver"


def _books(entry: FileEntry, silver: Silver, wrong: list[str], moving: Moving) -> FileBooks:
    outcome = moving.outcome(_content(entry), bool(wrong))
    has_money = bool(entry.total_cost)
    return FileBooks(
        path=entry.path,
        months=frozenset(entry.months) | silver.months,
        rows_in=entry.rows_in,
        landed=entry.loaded,
        quarantined=entry.quarantined,
        duplicate=entry.duplicate,
        silver=silver.rows(COUNTED, CORRECTED),
        corrected=silver.rows(CORRECTED),
        landed_money=Decimal(entry.total_cost) if has_money else None,
        silver_money=silver.money(COUNTED, CORRECTED) if has_money else None,
        gold_money=silver.gold.money if silver.gold else Decimal("0.00") if has_money else None,
        outcome=outcome,
        differences=tuple(wrong) if outcome == Outcome.DIFFERS else (),
    )


def _left_over(ledger: LedgerSide, content: ContentKey, silver: Silver, moving: Moving) -> FileBooks:
    """Rows in silver that no file in force accounts for: to be taken out by the next run, else a difference."""
    pending = ledger.pending.get(content)
    rows = silver.rows(*_EVERY)
    outcome = moving.outcome(content, differs=True)
    wrong = f"silver holds {rows} rows of content {content[1]}, which no file in force has"
    return FileBooks(
        path=pending.landing_path if pending else f"{content[0]}/?",
        months=silver.months,
        rows_in=0,
        landed=0,
        quarantined=0,
        duplicate=0,
        silver=rows,
        corrected=silver.rows(CORRECTED),
        landed_money=Decimal("0.00"),
        silver_money=silver.money(*_EVERY),
        gold_money=silver.gold.money if silver.gold else None,
        outcome=outcome,
        differences=(wrong,) if outcome == Outcome.DIFFERS else (),
    )


def _content(entry: FileEntry) -> ContentKey:
    return entry.dataset, entry.content
