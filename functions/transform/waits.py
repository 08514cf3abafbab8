"""How long files took from the landing container to gold: the figure by which a late gold is told."""

from collections.abc import Iterable
from datetime import datetime

from jobs.contracts.manifest import LOAD, ManifestLine

# A log line has a bounded length: of more files than these, as many that stand for all of them.
_AT_MOST = 100


def waits(lines: Iterable[ManifestLine], in_gold_at: datetime) -> list[int]:
    """Whole seconds from drop to gold, the shortest first: at most 100, evenly spread, both ends among them."""
    seconds = sorted(
        round((in_gold_at - datetime.fromisoformat(line.dropped_at)).total_seconds())
        for line in lines
        if line.action == LOAD and line.dropped_at
    )
    if len(seconds) <= _AT_MOST:
        return seconds
    last = len(seconds) - 1
    return [seconds[position * last // (_AT_MOST - 1)] for position in range(_AT_MOST)]
