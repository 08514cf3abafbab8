"""What silver has still to take in or to take out, and what is entered once it has."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import batched
from types import MappingProxyType
from typing import Any

from functions.adapters.rows import Drop, Merge, Put, Row, RowChanged, RowStore
from functions.ledger.change import decided_again
from functions.ledger.entries import ContentEntry, FileState, PendingEntry, TakenBack
from functions.ledger.lines import held_by_silver, line_in_force, line_taking_back, pending_line
from functions.ledger.standing import Standing, enter_others, settled
from functions.ledger.together import tried_together
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
        return [pending_line(dataset, entry, row.etag) for dataset, row, entry in self._all() if not entry.held]

    def batch(self) -> list[ManifestLine]:
        """What the next run does: what it has to do now, and beside it what takes back the runs that failed.

        Nothing where there is nothing to do: for its own sake nothing is taken back here.
        """
        seen = list(self._all())
        now = [pending_line(dataset, entry, row.etag) for dataset, row, entry in seen if not entry.held]
        failed = [each for each in seen if each[2].held and each[2].taken_back != TakenBack.DONE]
        return [*now, *(line_taking_back(dataset, entry, row.etag) for dataset, row, entry in failed)] if now else []

    def taking_back(self) -> list[ManifestLine]:
        """What brings silver back to what it was before the runs that failed, unless that has been tried in vain."""
        return [
            line_taking_back(dataset, entry, row.etag)
            for dataset, row, entry in self._all()
            if entry.held and not entry.taken_back
        ]

    def held(self) -> int:
        """How many contents wait for a person since their run failed."""
        return sum(1 for _, _, entry in self._all() if entry.held)

    def live_lines(self) -> list[ManifestLine]:
        """What a full rebuild does: every content in force is loaded, and what waits to go is named as gone."""
        # By content: one that comes back in this very moment is in force.
        lines = {
            (dataset, entry.content): pending_line(dataset, entry, row.etag)
            for dataset, row, entry in self._all()
            if entry.action == REMOVE
        }
        for dataset in self._datasets:
            tickets = {row.key: row.etag for row in self._rows.beginning_with(dataset, "pending:")}
            for row in self._rows.beginning_with(dataset, "content:"):
                content = ContentEntry.of(row)
                if content and content.owner:
                    identity = row.key.removeprefix("content:")
                    ticket = tickets.get(f"pending:{identity}", "")
                    lines[dataset, identity] = line_in_force(dataset, identity, content, ticket)
        return list(lines.values())

    def settle(
        self,
        lines: Iterable[ManifestLine],
        run_id: str,
        now: datetime,
        standing: Standing = _ALL_COUNT,
        is_active: Callable[[], bool] = lambda: True,
    ) -> None:
        """Enter that silver holds what the manifest says. A content that changed since stays pending.

        standing   what the run found of contents whose rows do not all count, by content; of others' too
        is_active  whether the run has not been settled by another, whose word would be taken for that of a later run
        """
        lines = tuple(lines)
        by_dataset: dict[str, list[ManifestLine]] = {}
        for line in lines:
            if line.ticket:
                by_dataset.setdefault(line.dataset, []).append(line)
        done = {"state": FileState.TRANSFORMED.value, "run_id": run_id, "transformed_at": now}

        def waiting(dataset: str) -> dict[str, tuple[Row, PendingEntry]]:
            entries = self._entries(dataset)  # read while the run is active: what changes later is not written over
            return entries if is_active() else {}

        for dataset, of_dataset in by_dataset.items():
            entries = waiting(dataset)
            for group in batched(of_dataset, _LINES_PER_TRANSACTION, strict=False):
                try:
                    self._settle(dataset, group, entries, done, standing)
                except RowChanged:
                    for line in group:
                        with suppress(RowChanged):  # changed in this very moment: the next run deals with it
                            self._settle(dataset, (line,), waiting(dataset), done, standing)
        if is_active():
            enter_others(self._rows, lines, standing)

    @decided_again
    def hold(self, lines: Collection[ManifestLine], run_id: str) -> None:
        """Keep the contents of a failed run out of the next ones, until a person or another file lets them go.

        What has changed since the run began is none of its contents.
        """
        of_run = {(line.dataset, line.version, line.ticket): line for line in lines if line.ticket}
        for dataset, row, entry in self._all():
            if line := of_run.get((dataset, entry.content, row.etag)):
                marked = (
                    replace(entry, taken_back=TakenBack.FAILED)
                    if line.takes_back
                    else replace(entry, held=run_id, taken_back="")
                )
                self._rows.commit(dataset, Put(marked.row(entry.content, row.etag)))

    @decided_again
    def let_go(self) -> int:
        """Let every content that is held back be tried again; how many there were."""
        held = [each for each in self._all() if each[2].held]
        for dataset, row, entry in held:
            self._rows.commit(dataset, Put(replace(entry, held="", taken_back="").row(entry.content, row.etag)))
        return len(held)

    def _all(self) -> Iterator[tuple[str, Row, PendingEntry]]:
        """All entries; what is held back is not so where it goes together with what is tried."""
        for dataset in self._datasets:
            seen = self._entries(dataset)
            tried = tried_together([entry for _, entry in seen.values()])
            for content, (row, entry) in seen.items():
                yield dataset, row, replace(entry, held="", taken_back="") if content in tried else entry

    def _entries(self, dataset: str) -> dict[str, tuple[Row, PendingEntry]]:
        rows = self._rows.beginning_with(dataset, "pending:")
        return {entry.content: (row, entry) for row in rows if (entry := PendingEntry.of(row))}

    def _settle(
        self,
        dataset: str,
        lines: Iterable[ManifestLine],
        entries: Mapping[str, tuple[Row, PendingEntry]],
        done: Mapping[str, Any],
        standing: Standing,
    ) -> None:
        changes: list[Put | Drop | Merge] = []
        for line in lines:
            if line.version not in entries:
                continue
            row, entry = entries[line.version]
            changes.extend(_settled(line, row, entry))
            if row.etag == line.ticket and entry.owner and line.action == LOAD and not line.takes_back:
                changes.extend(settled(line, entry.owner, standing, done))
        if changes:
            self._rows.commit(dataset, *changes)


def _settled(line: ManifestLine, row: Row, entry: PendingEntry) -> Iterator[Put | Drop]:
    """What becomes of a pending row, now that silver holds what the line says."""
    if row.etag == line.ticket and line.takes_back:
        yield Put(replace(entry, taken_back=TakenBack.DONE).row(entry.content, row.etag))
    elif row.etag == line.ticket:
        yield Drop(Row(row.key, {}, row.etag))
    elif not line.takes_back and entry.before != held_by_silver(line):
        yield Put(replace(entry, before=held_by_silver(line)).row(entry.content, row.etag))
