"""How the books of files and months are shown."""

from collections import Counter, defaultdict

from till.reconcile import MonthBooks, Reconciliation
from till.reconcile_files import FileBooks


def file_row(file: FileBooks) -> dict[str, object]:
    """One file as a row; money is null where the dataset has none."""
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


def month_rows(months: list[MonthBooks], *, all_of_them: bool) -> list[dict[str, object]]:
    """The months, mart by mart; unless all are wanted, marts that say the same of a month share a row."""
    if all_of_them:
        return [*map(month_row, months)]
    alike: defaultdict[tuple[object, ...], list[MonthBooks]] = defaultdict(list)
    for month in sorted(months, key=lambda month: month.month):
        alike[month.month, month.silver_money, month.gold_money, month.outcome].append(month)
    return [
        {**month_row(same[0]), "mart": same[0].mart if len(same) == 1 else f"{len(same)} marts"}
        for same in alike.values()
    ]


def summary(found: Reconciliation) -> str:
    """How many files and months there are, by their outcome."""
    return f"Files: {_counts(found.files)}. Months: {_counts(found.months)}."


def _counts(lines: list[FileBooks] | list[MonthBooks]) -> str:
    outcomes = Counter(line.outcome.value for line in lines)
    return ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items())) or "none"
