"""What the ledger knows of the files that came until a moment: one record per landing path."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from functions.ledger.entries import IN_FORCE, FileEntry, FileState


class Standing(StrEnum):
    """How far a path has come: its rows are in, it is being checked, or all that came was refused."""

    THERE = "there"
    RECEIVED = "received"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Came:
    """One landing path.

    name           the path below dataset/source/
    at             when the first of what stands there was dropped, UTC
    content        what it holds; copy_of is the path that owns these rows where this one repeats it, else ''
    refusal        why it was refused, where it was
    """

    path: str
    name: str
    standing: Standing
    at: datetime
    content: str
    copy_of: str = ""
    refusal: str = ""


def came_by(entries: Iterable[FileEntry], as_of: datetime) -> dict[tuple[str, str], list[Came]]:
    """The paths that files were dropped on until that moment, by (source, dataset).

    What was dropped later is left out; what has become of an earlier file is told as the ledger knows it now.
    """
    versions: defaultdict[str, list[FileEntry]] = defaultdict(list)
    owners: dict[tuple[str, str], str] = {}
    for entry in entries:
        versions[entry.path].append(entry)
        if entry.state in (FileState.LANDED, FileState.TRANSFORMED):
            owners[entry.dataset, entry.content] = entry.path
    found: defaultdict[tuple[str, str], list[Came]] = defaultdict(list)
    for of_path in versions.values():
        if came := _came(of_path, owners, as_of):
            found[of_path[0].source, of_path[0].dataset].append(came)
    return found


def _came(versions: list[FileEntry], owners: dict[tuple[str, str], str], as_of: datetime) -> Came | None:
    until_then = sorted((entry for entry in versions if entry.dropped_at <= as_of), key=lambda entry: entry.dropped_at)
    in_force = next((entry for entry in versions if entry.state in IN_FORCE), None)
    landed = [entry for entry in until_then if entry.state in IN_FORCE or entry.state == FileState.SUPERSEDED]
    if in_force and landed:
        return _of(in_force, Standing.THERE, landed[0].dropped_at, _copied(in_force, owners))
    received = [entry for entry in until_then if entry.state == FileState.RECEIVED]
    if received:
        return _of(received[-1], Standing.RECEIVED, received[0].dropped_at)
    return _of(until_then[-1], Standing.REJECTED, until_then[0].dropped_at) if until_then else None


def _copied(entry: FileEntry, owners: dict[tuple[str, str], str]) -> str:
    """Whose rows a file repeats; a file without rows is like any other of its kind and repeats nothing."""
    if entry.state != FileState.DUPLICATE or not entry.rows_in:
        return ""
    return owners.get((entry.dataset, entry.content), "")


def _of(entry: FileEntry, standing: Standing, at: datetime, copy_of: str = "") -> Came:
    name = entry.path.removeprefix(f"{entry.dataset}/{entry.source}/")
    return Came(entry.path, name, standing, at, entry.content, copy_of, entry.refusal)
