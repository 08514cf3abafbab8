"""The manifest of a run: exactly which file versions go in and which come out.

It is written once, before the run starts, and holds all that the run needs to be repeated with the same outcome:
also the months that each version touches, since after half a run silver no longer says what was taken out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

LOAD = "load"
REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One file version of a run.

    action       'load' or 'remove'
    bronze       paths in bronze/ of the good rows: to load them, or to see which keys are taken out
    replaces     paths in bronze/ of earlier good rows of this version, which silver may hold instead
    landed_at    ISO 8601, UTC
    months       business months of the rows in bronze and replaces, 'yyyy-MM'; empty for dimensions
    rows         good rows in bronze; the run refuses to go on where silver does not hold just as many
    total_cost   sum of total_cost over them as text with two decimals; '' where the dataset has none
    ticket       by which the ledger tells, after the run, whether the version has changed meanwhile; opaque to jobs
    rows_in      rows of the file, good and refused
    quarantined  of those, the rows that are refused now: mended ones are good rows
    violations   (code, how many) of what they are refused by, by code; a row may have several
    dropped_at   ISO 8601, UTC, when the file was dropped; '' where nobody waits for it: a replay, a full rebuild
    takes_back   it brings back what silver held before a run that was given up; jobs do the same with any line
    """

    action: str
    dataset: str
    version: str
    landing_path: str
    landed_at: str
    bronze: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    rows: int = 0
    total_cost: str = ""
    ticket: str = ""
    replaces: tuple[str, ...] = ()
    rows_in: int = 0
    quarantined: int = 0
    violations: tuple[tuple[str, int], ...] = ()
    dropped_at: str = ""
    takes_back: bool = False


_FIELDS = frozenset(field.name for field in fields(ManifestLine))


def from_jsonl(text: bytes) -> list[ManifestLine]:
    """The lines of a manifest, in its order."""
    return [from_fields(json.loads(line)) for line in text.splitlines()]


def from_fields(written: Mapping[str, Any]) -> ManifestLine:
    """The line that was written with these fields; fields that a newer writer added are passed over."""
    return ManifestLine(**{name: _tuples(value) for name, value in written.items() if name in _FIELDS})


def to_jsonl(lines: Iterable[ManifestLine]) -> bytes:
    """The manifest as JSON Lines, one file version a line, in the order given."""
    return "".join(json.dumps(asdict(line), sort_keys=True) + "\n" for line in lines).encode()


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
