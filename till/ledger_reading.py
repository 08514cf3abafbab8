"""Reads the ledger and the quarantine for an operator's tables."""

import json
from collections.abc import Iterator
from typing import Any

from functions.ledger.entries import FileEntry, FileState
from functions.ledger.story import file_entries, poison_entries
from jobs.contracts.names import QUARANTINE
from till.operator import Operator

# What is shown is bounded, however much a broken export filled the quarantine with.
_QUARANTINE_BYTES = 16 * 1024**2
_WITH_ROWS = (FileState.LANDED, FileState.TRANSFORMED)


def files_of(operator: Operator, path: str = "") -> list[FileEntry]:
    """The file versions whose landing path holds the text, and the files that were given up; the oldest first."""
    entries = [*file_entries(operator.rows, operator.partitions), *_poisoned(operator)]
    chosen = [entry for entry in entries if path in entry.path]
    return sorted(chosen, key=lambda entry: (entry.dropped_at, entry.path, entry.version))


def refused_rows(operator: Operator, path: str, limit: int) -> tuple[list[dict[str, object]], int, int]:
    """One dict per reason, how many refused rows they belong to, and how many there are in all."""
    reasons: list[dict[str, object]] = []
    shown = known = 0
    for entry in files_of(operator, path):
        if not entry.quarantine or entry.state not in _WITH_ROWS:
            continue
        known += entry.quarantined
        for refused in first_refused(operator, entry):
            if shown == limit:
                break
            shown += 1
            reasons += [
                {"path": entry.path, "row": refused["row"], **violation, "text": refused["text"]}
                for violation in refused["violations"]
            ]
    return reasons, shown, known


def quarantined_files(operator: Operator, path: str) -> list[FileEntry]:
    """The files in force that have refused rows, those with the most first."""
    files = [entry for entry in files_of(operator, path) if entry.quarantined and entry.state in _WITH_ROWS]
    return sorted(files, key=lambda entry: -entry.quarantined)


def first_refused(operator: Operator, entry: FileEntry) -> Iterator[dict[str, Any]]:
    """The refused rows of a file, as far as they are shown."""
    text = operator.blobs.read(QUARANTINE, entry.quarantine, at_most=_QUARANTINE_BYTES)
    for line in text.split(b"\n")[:-1]:  # what stands behind the last line's end is nothing, or a line cut by the bound
        yield json.loads(line)


def _poisoned(operator: Operator) -> Iterator[FileEntry]:
    for poison in poison_entries(operator.rows, operator.partitions):
        if poison.path:
            yield FileEntry(
                dataset="",
                source="",
                path=poison.path,
                version="",
                content="",
                state=FileState.POISONED,
                etag="",
                raw="",
                size_bytes=0,
                dropped_at=poison.poisoned_at,
                received_at=poison.poisoned_at,
                refusal="given-up",
                error="every try ended in an error; see the host's log. Next: till refresh, or drop it again.",
            )
