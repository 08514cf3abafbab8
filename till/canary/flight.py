"""One flight of the canary: into landing, found in gold, taken out again, and every total as before."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from functions.clock import utc_now
from functions.ledger.entries import IN_FORCE, FileEntry, FileState, PathEntry
from functions.ledger.runs import RUNS, RunEntry
from jobs.contracts.manifest import from_jsonl
from jobs.contracts.messages import RunRequest
from jobs.contracts.names import BRONZE, LANDING
from jobs.contracts.paths import digest
from till.accounts import Accounts
from till.canary import file
from till.canary.gold import GoldFiles, MonthTotals
from till.dropping import Dropped, follow
from till.progress import Progress

_DATASET = "pos_sales"
_MANIFEST_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ok where it was found as expected."""

    check: str
    expected: str
    found: str

    @property
    def ok(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Flight:
    """Whoever flies the canary: where, and how long it may take to gold."""

    accounts: Accounts
    gold: GoldFiles
    shown: Progress
    patience_seconds: float

    def fly(self, mark: str) -> Iterator[Finding]:
        """What was found, step by step. The canary is taken out however the looking ends.

        Raises StillUnderWay where it does not come to gold in time, RunFailed where a run gave up.
        """
        if self._is_left_behind():
            yield from self._taken_out(f"{mark}-left-behind")
        began = utc_now()
        before = self.gold.months()
        try:
            yield from self._sent(mark, before)
        finally:
            out = list(self._taken_out(mark))
        yield from out
        yield self._totals("totals of all months once it is out", before, self._moved_by_others(began))

    def _sent(self, mark: str, before: dict[str, MonthTotals]) -> Iterator[Finding]:
        began, started = utc_now(), time.monotonic()
        entry = self._dropped(file.sent(mark))
        seconds = f"{time.monotonic() - started:.1f} s"
        yield Finding(f"state {seconds} after the drop", FileState.TRANSFORMED, entry.state)
        yield from self._counts("sent", entry, file.SENT)
        moved = self._moved_by_others(began)
        yield self._totals("totals of the other months while it is in", before, moved | {file.MONTH})

    def _taken_out(self, mark: str) -> Iterator[Finding]:
        before = self._in_force()
        entry = self._dropped(file.taken_out(mark))
        yield from self._counts("taken out", entry, file.TAKEN_OUT)
        if before:
            lines, _ = self.gold.lines_of(before.content)
            yield Finding("lines of the canary left in gold", "0", str(lines))

    def _counts(self, step: str, entry: FileEntry, holds: file.Holds) -> Iterator[Finding]:
        yield Finding(f"{step}: rows refused", str(holds.refused), str(entry.quarantined))
        lines, money = self.gold.lines_of(entry.content)
        yield Finding(f"{step}: lines in gold", f"{holds.lines} of {holds.money}", f"{lines} of {money}")

    def _dropped(self, content: bytes) -> FileEntry:
        etag = self.accounts.blobs.put(LANDING, file.PATH, BytesIO(content))
        dropped = [Dropped(file.PATH, etag)]
        return follow(self.accounts, dropped, self.shown, patience_seconds=self.patience_seconds)[0]

    def _in_force(self) -> FileEntry | None:
        path = PathEntry.of(self.accounts.rows.get(_DATASET, f"path:{digest(file.PATH)}"))
        entry = FileEntry.of(self.accounts.rows.get(_DATASET, f"version:{path.version}")) if path else None
        return entry if entry and entry.state in IN_FORCE else None

    def _is_left_behind(self) -> bool:
        entry = self._in_force()
        return entry is not None and entry.loaded > 0

    def _totals(self, check: str, before: dict[str, MonthTotals], moved: frozenset[str] | set[str]) -> Finding:
        now = self.gold.months()
        others = sorted((before.keys() | now.keys()) - moved)
        differing = [month for month in others if before.get(month) != now.get(month)]
        found = "as before" if not differing else "other in " + ", ".join(differing)
        left_out = f" ({', '.join(sorted(moved))} left out)" if moved else ""
        return Finding(f"{check}{left_out}", "as before", found)

    def _moved_by_others(self, since: datetime) -> frozenset[str]:
        """The months of other sales that runs since then have taken in or out: their totals may change meanwhile."""
        months: set[str] = set()
        for run in self._runs_since(since):
            request = RunRequest.from_json(run.request)
            if request.manifest:
                manifest = self.accounts.blobs.read(BRONZE, request.manifest, at_most=_MANIFEST_BYTES)
                for line in from_jsonl(manifest):
                    months |= set(line.months) if line.landing_path != file.PATH else set()
        return frozenset(months)

    def _runs_since(self, since: datetime) -> Iterator[RunEntry]:
        """Runs that had not ended by then. Their ids begin with the day on which they were gathered."""
        day, today = since.date() - timedelta(days=1), utc_now().date()
        while day <= today:
            for row in self.accounts.rows.beginning_with(RUNS, f"run:{day:%Y%m%d}"):
                run = RunEntry.of(row)
                if run and (run.finished_at is None or run.finished_at >= since):
                    yield run
            day += timedelta(days=1)
