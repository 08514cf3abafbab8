"""Decides what runs next: everything that has landed since the last run as one batch, else what waits by name."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.ledger.pending import Pending
from functions.ledger.runs import FULL_REBUILD, Runs
from jobs.contracts.manifest import ManifestLine, to_jsonl
from jobs.contracts.messages import RunRequest
from jobs.contracts.paths import digest, manifest_path


@dataclass(frozen=True, slots=True)
class NextRun:
    """A run that could be started now; waiting is the name that it has on the waiting list, '' where it has none."""

    request: RunRequest
    lines: tuple[ManifestLine, ...]
    waiting: str = ""


def next_run(pending: Pending, runs: Runs, now: datetime) -> NextRun | None:
    """The next run, or None where nothing waits.

    A full rebuild goes first; landed files go before pay, so that pay sees every sale that has landed. What a run that
    was given up has left half-way is taken back beside the next files, or before what waits by name.
    """
    waiting = {entry.name: RunRequest.from_json(entry.request) for entry in runs.waiting()}
    if FULL_REBUILD in waiting:
        return _batch(pending.live_lines(), now, replace(waiting[FULL_REBUILD], full=True), FULL_REBUILD)
    if lines := pending.batch() or (pending.taking_back() if waiting else []):
        return _batch(lines, now, RunRequest("", "refresh"))
    for name, request in waiting.items():
        run_id = _run_id(request.kind, now, name)
        return NextRun(replace(request, run_id=run_id), (), name)
    return None


def _batch(lines: list[ManifestLine], now: datetime, request: RunRequest, waiting: str = "") -> NextRun:
    ordered = tuple(sorted(lines, key=lambda line: (line.dataset, line.landed_at, line.version)))
    run_id = _run_id("refresh", now, digest(to_jsonl(ordered).decode()))
    return NextRun(replace(request, run_id=run_id, manifest=manifest_path(run_id)), ordered, waiting)


def _run_id(kind: str, now: datetime, about: str) -> str:
    """Sorts by time; two gatherers of the same moment and the same work give the same id."""
    return f"{now:%Y%m%dT%H%M%S%f}-{kind}-{digest(about, length=8)}"
