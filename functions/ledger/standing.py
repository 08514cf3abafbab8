"""Which of a file's rows count: what a run found of sales that several files speak of, as the ledger shows it.

The figures are kept on the content, so that whoever owns its rows shows them, and are entered as a whole, so that
entering them twice changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from functions.adapters.rows import Merge, Row, RowStore
from functions.ledger.change import Change, View, decided_again
from functions.ledger.entries import ContentEntry, FileEntry
from functions.ledger.money import less
from functions.ledger.owner import owned
from jobs.contracts.manifest import LOAD, ManifestLine
from jobs.contracts.standing import StandingLine

Standing = Mapping[str, StandingLine]


def counted(entry: FileEntry, content: ContentEntry) -> FileEntry:
    """The version with those of its content's good rows that count as loaded, and the others."""
    return replace(
        entry,
        loaded=content.loaded - content.duplicate,
        total_cost=less(content.total_cost, content.duplicate_cost),
        duplicate=content.duplicate,
        duplicate_cost=content.duplicate_cost,
        corrected=content.corrected,
        corrected_cost=content.corrected_cost,
    )


def not_judged(content: ContentEntry) -> ContentEntry:
    """The content before a run has compared it with others."""
    return replace(content, **_figures(None))


def settled(line: ManifestLine, owner: str, standing: Standing, done: Mapping[str, Any]) -> Iterator[Merge]:
    """The changes by which a loaded content and the version that owns it show what the run found."""
    figures = _figures(standing.get(line.version))
    loaded = {
        "loaded": line.rows - figures["duplicate"],
        "total_cost": less(line.total_cost, figures["duplicate_cost"]),
    }
    yield Merge(Row(f"version:{owner}", {**done, **loaded, **figures}))
    yield Merge(Row(f"content:{line.version}", figures))


def enter_others(rows: RowStore, lines: Iterable[ManifestLine], standing: Standing) -> None:
    """Enter what the run found of contents that it had not to load or remove, or built anew without need."""
    lines = tuple(lines)
    ticketed = {line.version for line in lines if line.ticket}
    for line in standing.values():
        if line.version not in ticketed:
            _enter(rows, line.dataset, line.version, _figures(line))
    anew = {line.dataset for line in lines if not line.ticket and line.action == LOAD}
    for dataset in sorted(anew):
        for content in _judged_otherwise(rows, dataset, standing):
            if content not in ticketed:
                _enter(rows, dataset, content, _figures(None))


def _judged_otherwise(rows: RowStore, dataset: str, standing: Standing) -> list[str]:
    """The contents of which the ledger says that some rows do not count, and the run does not."""
    found = (
        (row.key.removeprefix("content:"), ContentEntry.of(row)) for row in rows.beginning_with(dataset, "content:")
    )
    return [
        identity
        for identity, content in found
        if content and (content.duplicate or content.corrected) and identity not in standing
    ]


@decided_again
def _enter(rows: RowStore, dataset: str, identity: str, figures: dict[str, Any]) -> None:
    """Enter the figures of a content in force; one that silver has still to take in or out is told of by that run."""
    view = View(rows, dataset)
    found = owned(view, identity)
    if found is None or view.read(f"pending:{identity}"):
        return
    content, owner = found
    now = replace(content, **figures)
    if now == content:
        return
    change = Change(view)
    change.put(now, identity)
    change.put(counted(owner, now), owner.version)
    change.commit()


def _figures(line: StandingLine | None) -> dict[str, Any]:
    duplicate, corrected = (line.duplicate, line.corrected) if line else (0, 0)
    return {
        "duplicate": duplicate,
        "duplicate_cost": line.duplicate_cost if line and duplicate else "",
        "corrected": corrected,
        "corrected_cost": line.corrected_cost if line and corrected else "",
    }
