"""The whole story of a file version: what happened in order of time, what became of its rows, and what to do next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from functions.ledger.entries import ContentEntry, FileEntry, FileState, PendingEntry
from functions.ledger.history import with_run
from functions.ledger.story import poison_entries
from jobs.contracts.names import BRONZE, LANDING, QUARANTINE, RAW
from till.ledger_reading import first_refused
from till.operator import Operator

_ABOUT_ANOTHER_VERSION = frozenset({"superseded", "duplicate", "handed-over"})


@dataclass(frozen=True, slots=True)
class Story:
    """A file version as an operator wants to know it.

    events   time (UTC), event and detail, the oldest first
    rows     one row of counts and money
    reasons  code, column and how many of the refused rows that were looked at have it
    places   where its bytes and rows lie
    """

    events: list[dict[str, object]]
    rows: dict[str, object]
    reasons: list[dict[str, object]]
    places: list[dict[str, object]]
    next_step: str


def story_of(operator: Operator, entry: FileEntry, others: Sequence[FileEntry]) -> Story:
    """The story of one version; `others` are all the versions that the ledger knows."""
    paths = {other.version: other.path for other in others}
    content = ContentEntry.of(operator.rows.get(entry.dataset, f"content:{entry.content}")) if entry.content else None
    return Story(
        events=_events(operator, entry, paths),
        rows=_rows(entry),
        reasons=_reasons(operator, entry),
        places=_places(entry, content),
        next_step=_next_step(operator, entry, paths),
    )


def _events(operator: Operator, entry: FileEntry, paths: Mapping[str, str]) -> list[dict[str, object]]:
    dropped = [] if entry.state == FileState.POISONED else [_event(entry.dropped_at, "dropped", _dropped(entry))]
    told = [
        _event(datetime.fromisoformat(at), event, _detail(operator, event, detail, paths))
        for at, event, detail in with_run(entry).history
    ]
    poisoned = [
        _event(poison.poisoned_at, "given-up", f"a message on {poison.queue}, after its tries")
        for poison in poison_entries(operator.rows, operator.partitions)
        if poison.path == entry.path or (entry.content and entry.content in poison.text)
    ]
    # What storage dates to the second comes before what happened within that second.
    return sorted(dropped + told + poisoned, key=lambda event: str(event["at"]))


def _event(at: datetime, event: str, detail: str) -> dict[str, object]:
    return {"at": at.astimezone(UTC), "event": event, "detail": detail}


def _dropped(entry: FileEntry) -> str:
    return f"{entry.size_bytes:,} bytes"


def _detail(operator: Operator, event: str, detail: str, paths: Mapping[str, str]) -> str:
    if event in _ABOUT_ANOTHER_VERSION:
        words = {"superseded": "by", "duplicate": "of", "handed-over": "the rows of"}
        return f"{words[event]} {paths.get(detail, 'a file')} ({detail[:12]})"
    if event != "transformed":
        return detail
    run = operator.runs.get(detail)
    if run is None or run.finished_at is None:
        return f"run {detail}"
    seconds = (run.finished_at - run.started_at).total_seconds()
    tries = f", attempt {run.attempts}" if run.attempts > 1 else ""
    return f"run {detail}: {run.files} file(s) in {seconds:.1f} s{tries}"


def _rows(entry: FileEntry) -> dict[str, object]:
    return {
        "rows_in": entry.rows_in,
        "loaded": entry.loaded,
        "quarantined": entry.quarantined,
        "duplicate": entry.duplicate,
        "corrected": entry.corrected,
        "total_cost": _money(entry.total_cost),
        "duplicate_cost": _money(entry.duplicate_cost),
        "corrected_cost": _money(entry.corrected_cost),
        "from": entry.min_date or None,
        "to": entry.max_date or None,
        "months": ", ".join(entry.months) or None,
        "rules": entry.rules or None,
    }


def _money(amount: str) -> Decimal | None:
    return Decimal(amount) if amount else None


def _reasons(operator: Operator, entry: FileEntry) -> list[dict[str, object]]:
    """By code and column; from the rows in quarantine, of which the first ones are looked at where there are many."""
    if not entry.quarantine or entry.state not in (FileState.LANDED, FileState.TRANSFORMED):
        return []
    counted = Counter(
        (violation["code"], violation["column"])
        for row in first_refused(operator, entry)
        for violation in row["violations"]
    )
    return [{"code": code, "column": column or None, "rows": rows} for (code, column), rows in counted.most_common()]


def _places(entry: FileEntry, content: ContentEntry | None) -> list[dict[str, object]]:
    places = [
        ("dropped at", f"{LANDING}/{entry.path}"),
        ("kept in", f"{RAW}/{entry.raw}" if entry.raw else ""),
        *(("good rows", f"{BRONZE}/{path}") for path in entry.bronze),
        ("refused rows", f"{QUARANTINE}/{entry.quarantine}" if entry.quarantine else ""),
        *(("mended rows", f"{RAW}/{path}") for path in (content.returns if content else ())),
    ]
    return [{"what": what, "path": path} for what, path in places if path]


def _next_step(operator: Operator, entry: FileEntry, paths: Mapping[str, str]) -> str:
    match entry.state:
        case FileState.RECEIVED:
            if entry.error:
                return "It waits for what is said above: the sweep looks for it again and again."
            return "Its check is under way, or stopped half-way: then the sweep takes it up. Is all up? till status"
        case FileState.REJECTED:
            return (
                "Mend the file and drop it again under the same name; or correct its source, then: "
                f"till replay --path '{entry.path}'"
            )
        case FileState.SUPERSEDED:
            other = paths.get(entry.superseded_by, "")
            return f"Nothing: {other} ({entry.superseded_by[:12]}) counts in its place."
        case FileState.DUPLICATE:
            return f"Nothing: its rows count once, as those of {paths.get(entry.duplicate_of, entry.duplicate_of)}."
        case FileState.POISONED:
            return "Look into the host's log for the reason, then: till refresh, or drop it again."
    return _next_for_rows(operator, entry)


def _next_for_rows(operator: Operator, entry: FileEntry) -> str:
    pending = PendingEntry.of(operator.rows.get(entry.dataset, f"pending:{entry.content}"))
    if pending and pending.held:
        return f"The run {pending.held} failed and holds it back. Mend the cause, then: till refresh"
    waits = "It waits for a run that takes it to silver and gold. " if pending else ""
    if not entry.quarantined:
        return waits or "Nothing."
    return (
        f"{waits}{entry.quarantined} rows are refused: till quarantine export {entry.version[:12]} --out mended.csv, "
        f"mend them, then: till quarantine return {entry.version[:12]} mended.csv"
    )
