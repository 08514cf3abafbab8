"""Erases a customer wherever Tillstream says who that is: in files, in tables, and in what these held before."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from functions.clock import utc_now
from functions.erasing.entering import ErasedFile
from functions.erasing.erase import erase
from functions.erasing.leftovers import delete_leftovers
from functions.erasing.person import Person
from functions.landing.desk import LandingDesk
from functions.ledger.entries import PendingEntry
from functions.ledger.erasures import Erasures
from functions.ledger.partitions import UNKNOWN
from jobs.contracts.errors import StillUnderWay
from jobs.contracts.messages import RunRequest
from jobs.contracts.personal import datasets_of_persons
from till.operator import Operator
from till.progress import Progress
from till.returning import follow_contents
from till.runs import follow_run

FORGET = "forget"
# A file that is being landed is in raw/ for seconds before the ledger names it.
TOO_YOUNG = timedelta(minutes=10)
# Files that were dropped into a folder of no dataset may be anything.
_LOOKED_THROUGH = (*datasets_of_persons(), UNKNOWN)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done: the files whose rows were blanked, and how much was blanked or deleted, by place."""

    files: list[ErasedFile]
    counts: dict[str, int]


def erase_customer(
    operator: Operator, desk: LandingDesk, customer: str, asked_by: str, shown: Progress, *, patience_seconds: float
) -> Erasure:
    """Erase a customer, and enter it; what an earlier try has done already stays done.

    Raises ErasureRefused, StillUnderWay where something that may tell of the customer is being written just now, and
    RunFailed where a run gave up.
    """
    person, book = Person(customer), Erasures(operator.rows)
    book.begin(person.digest, asked_by, utc_now())
    files: list[ErasedFile] = []
    for dataset in _LOOKED_THROUGH:
        for erased in erase(desk, dataset, person):
            shown.stage(erased.path)
            files.append(erased)
            book.add(person.digest, {"files": 1, "rows": erased.rows})
    shown.stage("silver and gold without the customer")
    follow_contents(operator, list(_waiting(operator)), shown, patience_seconds=patience_seconds)
    counts = Counter({"files": len(files), "rows": sum(each.rows for each in files)})
    deleted = _leftovers(desk, person, files)
    shown.stage("what the tables held before")
    asked_at = utc_now()
    operator.runs.ask(FORGET, RunRequest("", FORGET), asked_at)
    operator.wake()
    follow_run(operator, FORGET, asked_at, shown, patience_seconds=patience_seconds)
    book.add(person.digest, dict(deleted), utc_now())
    return Erasure(files, dict(counts + deleted))


def _leftovers(desk: LandingDesk, person: Person, files: list[ErasedFile]) -> Counter[str]:
    deleted: Counter[str] = Counter()
    left: list[str] = []
    replaced = {path for each in files for path in each.replaced}
    for dataset in _LOOKED_THROUGH:
        done = delete_leftovers(desk, dataset, person, replaced=replaced, before=utc_now() - TOO_YOUNG)
        deleted.update(done.deleted)
        left += done.left
    if left:
        raise StillUnderWay(
            "Files that may tell of the customer were written just now, and nothing says yet what they are.",
            where=", ".join(left[:5]),
            found=f"{len(left)} files that the ledger does not name",
            expected="none that is younger than ten minutes",
            next_step="ask again in ten minutes; what has been erased stays erased",
        )
    return deleted


def _waiting(operator: Operator) -> Iterator[tuple[str, str]]:
    for dataset in datasets_of_persons():
        for row in operator.rows.beginning_with(dataset, "pending:"):
            if pending := PendingEntry.of(row):
                yield dataset, pending.content
