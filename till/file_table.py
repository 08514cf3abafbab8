"""How a file version is shown in a table: the same columns in every command."""

from decimal import Decimal

from functions.ledger.entries import FileEntry

_REASONS_SHOWN = 3


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


def quarantine_row(entry: FileEntry) -> dict[str, object]:
    """A file's refused rows as a row; the reasons are counted, the most frequent first."""
    reasons = sorted((entry.violations or {}).items(), key=lambda item: (-item[1], item[0]))
    return {
        "path": entry.path,
        "refused_rows": entry.quarantined,
        "rows_in": entry.rows_in,
        "reasons": ", ".join(f"{code} {count}" for code, count in reasons[:_REASONS_SHOWN]),
        "dropped_at": entry.dropped_at,
        "version": entry.version[:12],
    }
