"""How a file version is shown in a table: the same columns in every command."""

from decimal import Decimal

from functions.ledger.entries import FileEntry


def file_row(entry: FileEntry) -> dict[str, object]:
    """One file version as a row; total_cost is null where the dataset has none, times are UTC."""
    return {
        "path": entry.path,
        "state": entry.state,
        "rows_in": entry.rows_in,
        "loaded": entry.loaded,
        "quarantined": entry.quarantined,
        "duplicate": entry.duplicate,
        "total_cost": Decimal(entry.total_cost) if entry.total_cost else None,
        "dropped_at": entry.dropped_at,
        "refusal": entry.refusal or None,
        "version": entry.version[:12],
    }
