"""Erases a customer wherever Tillstream says who that is: in files, in tables, and in what these held before."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from functions.clock import utc_now
from functions.erasing.erase import ErasedFile, erase
from functions.erasing.leftovers import delete_leftovers
from functions.erasing.person import Person
from functions.landing.desk import LandingDesk
from functions.ledger.entries import PendingEntry
from functions.ledger.erasures import Erasures
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
_LOG_FILE = re.compile(r"(?:[^/]+/)*(\d{20})\.[^/]*")


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
    for dataset in datasets_of_persons():
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
    for table in _tables():
        deleted["table logs"] += _log_begins_anew(operator, *table)
        deleted["staged"] += _unstaged(operator, *table)
    book.add(person.digest, dict(deleted), utc_now())
    return Erasure(files, dict(counts + deleted))


def _leftovers(desk: LandingDesk, person: Person, files: list[ErasedFile]) -> Counter[str]:
    deleted: Counter[str] = Counter()
    left: list[str] = []
    replaced = {path for each in files for path in each.replaced}
    for dataset in datasets_of_persons():
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


def _tables() -> list[tuple[str, str]]:
    from jobs.forget import tables_of_persons

    return [(table.file_system, table.name) for table in tables_of_persons()]


def _log_begins_anew(operator: Operator, file_system: str, name: str) -> int:
    """Delete what lies before a table's last checkpoint in its log; how many files that were.

    A log tells the least and the greatest value of each column of every file, those of files long gone too.
    """
    log = f"{name}/_delta_log/"
    files = [blob.path for blob in operator.blobs.listing(file_system, log)]
    if f"{log}_last_checkpoint" not in files:
        return 0
    told = operator.blobs.read(file_system, f"{log}_last_checkpoint", at_most=2**20)
    checkpoint = int(json.loads(told)["version"])
    old = [path for path in files if (found := _LOG_FILE.fullmatch(path)) and int(found[1]) < checkpoint]
    return sum(operator.blobs.delete(file_system, path) for path in old)


def _unstaged(operator: Operator, file_system: str, name: str) -> int:
    """Delete what a run has staged beside a table and left there; how many files that were."""
    staged = [blob.path for blob in operator.blobs.listing(file_system, f"_staged/{name}/")]
    return sum(operator.blobs.delete(file_system, path) for path in staged)
