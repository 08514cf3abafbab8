"""How the books of files and months are shown."""

from collections import Counter

from till.reconcile import MonthBooks, Reconciliation
from till.reconcile_files import FileBooks


def file_row(file: FileBooks) -> dict[str, object]:
    """One file as a row; money is null where the dataset has none, gold_money also where it is not settled yet."""
    return {
        "path": file.path,
        "rows_in": file.rows_in,
        "landed": file.landed,
        "quarantined": file.quarantined,
        "duplicate": file.duplicate,
        "silver": file.silver,
        "corrected": file.corrected,
        "landed_money": file.landed_money,
        "silver_money": file.silver_money,
        "gold_money": file.gold_money,
        "outcome": file.outcome.value,
    }


def month_row(month: MonthBooks) -> dict[str, object]:
    """One month of one mart as a row."""
    return {
        "month": month.month,
        "mart": month.mart,
        "silver_rows": month.silver_rows,
        "silver_money": month.silver_money,
        "gold_money": month.gold_money,
        "difference": month.difference,
        "outcome": month.outcome.value,
    }


def summary(found: Reconciliation) -> str:
    """How many files and months there are, by their outcome."""
    return f"Files: {_counts(found.files)}. Months: {_counts(found.months)}."


def _counts(lines: list[FileBooks] | list[MonthBooks]) -> str:
    outcomes = Counter(line.outcome.value for line in lines)
    return ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items())) or "none"
