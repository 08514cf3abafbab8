"""What silver has still to take in or to take out, and what is entered once it has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import batched
from types import MappingProxyType
from typing import Any

from functions.adapters.rows import Drop, Merge, Put, Row, RowChanged, RowStore
from functions.ledger.change import decided_again
from functions.ledger.entries import ContentEntry, FileState, PendingEntry
from functions.ledger.standing import Standing, enter_others, settled
from jobs.contracts.manifest import LOAD, REMOVE, ManifestLine

# A transaction holds at most 100 operations, and a line needs three.
_LINES_PER_TRANSACTION = 33
_ALL_COUNT: Standing = MappingProxyType({})


class Pending:
    """The pending rows of every dataset."""

    def __init__(self, rows: RowStore, datasets: Iterable[str]) -> None:
        self._rows, self._datasets = rows, tuple(datasets)

    def is_waiting(self, dataset: str, content: str) -> bool:
        """Whether silver has still to take the content in or out."""
        return self._rows.get(dataset, f"pending:{content}") is not None

    def lines(self) -> list[ManifestLine]:
        """What a run would have to do now; what a failed run holds back is left out."""
        return [_line(dataset, row, entry) for dataset, row, entry in self._all() if not entry.held]

    def held(self) -> int:
        """How many contents wait for a person since their run failed."""
        return sum(1 for _, _, entry in self._all() if entry.held)

    def live_lines(self) -> list[ManifestLine]:
        """What a full rebuild does: every content in force is loaded, and what waits to go is named as gone."""
        lines = [_line(dataset, row, entry) for dataset, row, entry in self._all() if entry.action == REMOVE]
        for dataset in self._datasets:
            tickets = {row.key: row.etag for row in self._rows.beginning_with(dataset, "pending:")}
            for row in self._rows.beginning_with(dataset, "content:"):
                content = ContentEntry.of(row)
                if content and content.holders:
                    identity = row.key.removeprefix("content:")
                    lines.append(_live_line(dataset, identity, content, tickets.get(f"pending:{identity}", "")))
        return lines

    def settle(
        self, lines: Iterable[ManifestLine], run_id: str, now: datetime, standing: Standing = _ALL_COUNT
    ) -> None:
        """Enter that silver holds what the manifest says. A content that changed since stays pending.

        standing   what the run found of contents whose rows do not all count, by content; of others' too
        """
        lines = tuple(lines)
        by_dataset: dict[str, list[ManifestLine]] = {}
        for line in lines:
            if line.ticket:
                by_dataset.setdefault(line.dataset, []).append(line)
        done = {"state": FileState.TRANSFORMED.value, "run_id": run_id, "transformed_at": now}
        for dataset, of_dataset in by_dataset.items():
            owners = self._owners(dataset)
            for group in batched(of_dataset, _LINES_PER_TRANSACTION, strict=False):
                try:
                    self._settle(dataset, group, owners, done, standing)
                except RowChanged:
                    for line in group:
                        self._settle_one(dataset, line, done, standing)
        enter_others(self._rows, lines, standing)

    def hold(self, lines: Iterable[ManifestLine], run_id: str) -> None:
        """Keep the contents of a failed run out of the next ones, until a person lets them go."""
        self._mark({(line.dataset, line.version) for line in lines}, run_id)

    def let_go(self) -> int:
        """Let every content that is held back be tried again; how many there were."""
        held = {(dataset, entry.content) for dataset, _, entry in self._all() if entry.held}
        self._mark(held, "")
        return len(held)

    def _all(self) -> Iterator[tuple[str, Row, PendingEntry]]:
        for dataset in self._datasets:
            for row in self._rows.beginning_with(dataset, "pending:"):
                if entry := PendingEntry.of(row):
                    yield dataset, row, entry

    @decided_again
    def _mark(self, contents: set[tuple[str, str]], held: str) -> None:
        for dataset, row, entry in self._all():
            if (dataset, entry.content) in contents and entry.held != held:
                self._rows.commit(dataset, Put(replace(entry, held=held).row(entry.content, row.etag)))

    def _owners(self, dataset: str) -> dict[str, str]:
        """Which version owns each pending content, with the etag it was read by in the key's place."""
        rows = self._rows.beginning_with(dataset, "pending:")
        return {f"{entry.content} {row.etag}": entry.owner for row in rows if (entry := PendingEntry.of(row))}

    def _settle(
        self,
        dataset: str,
        lines: Iterable[ManifestLine],
        owners: dict[str, str],
        done: Mapping[str, Any],
        standing: Standing,
    ) -> None:
        changes: list[Put | Drop | Merge] = []
        for line in lines:
            owner = owners.get(f"{line.version} {line.ticket}")
            if owner is None:
                continue
            changes.append(Drop(Row(f"pending:{line.version}", {}, line.ticket)))
            if owner and line.action == LOAD:
                changes.extend(settled(line, owner, standing, done))
        if changes:
            self._rows.commit(dataset, *changes)

    def _settle_one(self, dataset: str, line: ManifestLine, done: Mapping[str, Any], standing: Standing) -> None:
        try:
            self._settle(dataset, (line,), self._owners(dataset), done, standing)
        except RowChanged:
            return  # changed in this very moment: it stays pending, and the next run deals with it


def _line(dataset: str, row: Row, entry: PendingEntry) -> ManifestLine:
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
        ticket=row.etag,
        rows_in=entry.rows_in,
        quarantined=entry.quarantined,
        violations=_by_code(entry.violations),
        dropped_at=entry.dropped_at.isoformat() if entry.dropped_at else "",
    )


def _live_line(dataset: str, identity: str, content: ContentEntry, ticket: str) -> ManifestLine:
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


def _by_code(violations: Mapping[str, int] | None) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((violations or {}).items()))
