"""What is held back or tried together, since silver would count sales twice or not at all with one of it alone.

A path's version and the one in place of it belong together, and so does what one path has brought about. That is worked
out when rows are read, for a file may land while a run is under way which fails with what it takes the place of.
"""

from collections.abc import Iterable

from functions.ledger.entries import PendingEntry


def tried_together(entries: Iterable[PendingEntry]) -> set[str]:
    """The contents that the next run tries: what is not held back, and all that goes together with it."""
    waiting = {entry.content: entry for entry in entries}
    tried: set[str] = set()
    paths: set[str] = set()
    after: set[str] = set()
    while found := [
        entry
        for entry in waiting.values()
        if not entry.held
        or entry.content in after
        or paths.intersection(entry.paths)
        or tried.intersection(entry.after)
    ]:
        for entry in found:
            del waiting[entry.content]
            tried.add(entry.content)
            paths.update(entry.paths)
            after.update(entry.after)
    return tried
