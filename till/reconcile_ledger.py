"""The ledger's side of reconcile: the files in force, what silver has still to take in or out, and the active run."""

from dataclasses import dataclass
from typing import Self

from functions.ledger.entries import IN_FORCE, FileEntry, PendingEntry
from functions.ledger.story import file_entries
from till.operator import Operator


@dataclass(frozen=True, slots=True)
class LedgerSide:
    """The ledger at one moment.

    files      the file versions in force, by version
    pending    what waits for a run, or is held back since one failed, by (dataset, content)
    run        the id of the active run, '' for none
    """

    files: dict[str, FileEntry]
    pending: dict[tuple[str, str], PendingEntry]
    run: str

    @classmethod
    def read(cls, operator: Operator) -> Self:
        """The ledger as it is now."""
        run = operator.runs.active_id()
        pending = {
            (dataset, entry.content): entry
            for dataset in operator.partitions
            for row in operator.rows.beginning_with(dataset, "pending:")
            if (entry := PendingEntry.of(row))
        }
        entries = file_entries(operator.rows, operator.partitions)
        return cls({entry.version: entry for entry in entries if entry.state in IN_FORCE}, pending, run)

    def moved(self, later: Self) -> frozenset[tuple[str, str]]:
        """The contents whose entry was another, or that waited for a run, at one of the two moments or the other."""
        versions = (self.files.keys() | later.files.keys()) - {
            version for version, entry in self.files.items() if later.files.get(version) == entry
        }
        changed = [side.files[version] for side in (self, later) for version in versions if version in side.files]
        return (
            frozenset((entry.dataset, entry.content) for entry in changed) | self.pending.keys() | later.pending.keys()
        )
