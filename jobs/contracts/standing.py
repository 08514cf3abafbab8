"""What a run tells the ledger of sales that more than one file speaks of: one line per file version, as JSON Lines."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class StandingLine:
    """How many lines of a dataset's file version do not count; costs are total_cost as text with two decimals.

    duplicate    lines that repeat what another file had said of the same primary key
    corrected    lines that a file which landed later has replaced
    """

    dataset: str
    version: str
    duplicate: int = 0
    duplicate_cost: str = "0.00"
    corrected: int = 0
    corrected_cost: str = "0.00"


def standing_texts(lines: Iterable[StandingLine]) -> list[str]:
    """The lines as JSON, one text each."""
    return [json.dumps(asdict(line), sort_keys=True) for line in lines]


def read_standing(text: bytes) -> list[StandingLine]:
    """The lines that were written as `standing_texts`, one below the other."""
    return [StandingLine(**json.loads(line)) for line in text.splitlines() if line]
