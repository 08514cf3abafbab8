"""Do the numbers add up? Rows and money of each file and each month, at each layer, and every difference by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from jobs.contracts.dataset import dataset_names
from till.operator import Operator
from till.reconcile_files import FileBooks, Moving, Outcome, by_content, compare_files
from till.reconcile_lake import COUNTED, SALES, LakeSide, MonthSum
from till.reconcile_ledger import LedgerSide

_NOTHING = MonthSum(0, Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class MonthBooks:
    """What counts in a month in silver, and in one mart that keeps all sales; difference is silver less gold."""

    month: str
    mart: str
    silver_rows: int
    silver_money: Decimal
    gold_money: Decimal
    outcome: Outcome
    wrong: tuple[str, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        """What is wrong, where nothing that is under way explains it."""
        return self.wrong if self.outcome == Outcome.DIFFERS else ()

    @property
    def difference(self) -> Decimal:
        """What gold lacks; below zero where it has too much."""
        return self.silver_money - self.gold_money


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The books of files and of months, each line with its outcome."""

    files: list[FileBooks]
    months: list[MonthBooks]

    def has(self, *outcomes: Outcome) -> bool:
        """Whether any line has come to one of these."""
        found = {file.outcome for file in self.files} | {month.outcome for month in self.months}
        return bool(found & set(outcomes))

    def differences(self) -> Iterator[tuple[str, str]]:
        """Each difference: where, and what."""
        for file in self.files:
            yield from ((file.path, what) for what in file.differences)
        for month in self.months:
            yield from ((f"{month.month}, {month.mart}", what) for what in month.differences)


def reconcile(operator: Operator, *, path: str = "", month: str = "") -> Reconciliation:
    """The books of the files whose landing path holds the text and that touch the month, and of their months.

    What differs while files land and runs are going on is looked at a second time: only what nobody was working on
    between the two looks is a difference.
    """
    before = LedgerSide.read(operator)
    lake = LakeSide.read(operator.ask, dataset_names())
    found = compare(before, lake, before)
    if found.has(Outcome.DIFFERS):
        found = compare(before, lake, LedgerSide.read(operator))
    files = [file for file in found.files if path in file.path and (not month or month in file.months)]
    touched = frozenset(name for file in files for name in file.months) if path else None
    months = [one for one in found.months if month in ("", one.month) and (touched is None or one.month in touched)]
    return Reconciliation(files, months)


def compare(ledger: LedgerSide, lake: LakeSide, later: LedgerSide) -> Reconciliation:
    """The books of everything, by the ledger before and after the lake was read."""
    moving = Moving.between(ledger, later)
    return Reconciliation(list(compare_files(ledger, by_content(lake), moving)), list(_months(lake, moving)))


def _months(lake: LakeSide, moving: Moving) -> Iterator[MonthBooks]:
    recorded = _counted(lake)
    for mart, its in lake.marts.items():
        for month in sorted(recorded.keys() | lake.sales.keys() | its.keys()):
            shown, gold = lake.sales.get(month, _NOTHING), its.get(month, _NOTHING)
            wrong = list(_wrong(shown, recorded.get(month, _NOTHING), gold))
            outcome = moving.outcome_of_sales(bool(wrong))
            yield MonthBooks(month, mart, shown.rows, shown.money, gold.money, outcome, tuple(wrong))


def _counted(lake: LakeSide) -> dict[str, MonthSum]:
    """What counts in each month by silver.sales_record."""
    found: dict[str, MonthSum] = {}
    for share in lake.shares:
        if share.dataset == SALES and share.standing == COUNTED:
            known = found.get(share.month, _NOTHING)
            found[share.month] = MonthSum(known.rows + share.rows, known.money + share.money)
    return found


def _wrong(shown: MonthSum, recorded: MonthSum, gold: MonthSum) -> Iterator[str]:
    if shown != recorded:
        yield (
            f"{recorded.rows} lines of {recorded.money} count by silver.sales_record, "
            f"silver.sales shows {shown.rows} of {shown.money}"
        )
    if shown.money != gold.money:
        yield f"{shown.money} in silver, {gold.money} in gold"
