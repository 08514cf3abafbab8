"""The manifest of a run: exactly which file versions go in and which come out.

It is written once, before the run starts, and holds all that the run needs to be repeated with the same outcome:
also the months that each version touches, since after half a run silver no longer says what was taken out.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

LOAD = "load"
REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One file version of a run.

    action       'load' or 'remove'
    bronze       path in bronze/ of the good rows (load only)
    landed_at    ISO 8601, UTC
    months       business months of the rows, 'yyyy-MM'; empty for dimensions
    rows         good rows in bronze; the run refuses to go on where silver does not hold just as many
    total_cost   sum of total_cost over them as text with two decimals; '' where the dataset has none
    ticket       by which the ledger tells, after the run, whether the version has changed meanwhile; opaque to jobs
    """

    action: str
    dataset: str
    version: str
    landing_path: str
    landed_at: str
    bronze: str = ""
    months: tuple[str, ...] = ()
    rows: int = 0
    total_cost: str = ""
    ticket: str = ""


def from_jsonl(text: bytes) -> list[ManifestLine]:
    """The lines of a manifest, in its order."""
    fields = [json.loads(line) for line in text.splitlines()]
    return [ManifestLine(**{**line, "months": tuple(line["months"])}) for line in fields]


def to_jsonl(lines: Iterable[ManifestLine]) -> bytes:
    """The manifest as JSON Lines, one file version a line, in the order given."""
    return "".join(json.dumps(asdict(line), sort_keys=True) + "\n" for line in lines).encode()
