"""Mended rows handed to landing in an operator's name, and contents followed until gold holds them."""

import time
from collections.abc import Sequence
from pathlib import Path

from functions.landing.after.mended import MOST_BYTES
from functions.landing.desk import LandingDesk
from functions.landing.returned import Returned, return_rows
from functions.ledger.entries import IN_FORCE, FileEntry
from functions.logs import configure_logs
from functions.settings import MAX_FILE_BYTES
from jobs.contracts.errors import ReturnRefused, StillUnderWay
from till.dropping import PAUSE_PER_LOOK, SECONDS_BETWEEN_LOOKS, complain_if_held
from till.file_choice import chosen_file
from till.file_table import file_row
from till.ledger_reading import files_of
from till.operator import Operator
from till.progress import Progress
from till.settings import load_settings


def landing_desk(operator: Operator) -> LandingDesk:
    """What landing works with, on the operator's stack; its log is the app's, and the command says what it did."""
    configure_logs()
    return LandingDesk(
        blobs=operator.blobs,
        rows=operator.rows,
        pending=operator.pending,
        queues=operator.queues,
        sources=load_settings().sources_folder,
        max_file_bytes=MAX_FILE_BYTES,  # the app's own, where nobody sets TILLSTREAM_MAX_FILE_BYTES
    )


def with_rows(operator: Operator, text: str) -> FileEntry:
    """The file in force that a person means. Raises UnknownFile."""
    return chosen_file([entry for entry in files_of(operator) if entry.state in IN_FORCE], text)


def give_back(operator: Operator, entry: FileEntry, mended: Path) -> Returned:
    """Land the mended rows of a file. Raises ReturnRefused where nothing of them is landed."""
    if (size := mended.stat().st_size) > MOST_BYTES:
        raise ReturnRefused(
            "The mended file is too large.",
            where=str(mended),
            found=f"{size:,} bytes",
            expected=f"at most {MOST_BYTES:,} bytes",
            next_step="return the rows in several files, or mend the till's file and drop it again",
        )
    return return_rows(landing_desk(operator), entry.dataset, entry.content, mended.read_bytes())


def returned_row(operator: Operator, done: Returned) -> dict[str, object]:
    """What became of a return, and of its file by now."""
    row = operator.rows.get(done.entry.dataset, f"version:{done.entry.version}")
    return {
        "rows_landed": done.landed,
        "rows_still_refused": done.still_refused,
        **file_row(FileEntry.of(row) or done.entry),
    }


def follow_contents(
    operator: Operator, contents: Sequence[tuple[str, str]], shown: Progress, *, patience_seconds: float
) -> None:
    """Wait until silver and gold hold what the ledger says of each content, given by its dataset and id.

    Raises RunFailed where a run gave up and holds files back, StillUnderWay where patience ran out.
    """
    give_up = time.monotonic() + patience_seconds
    left = list(contents)
    while left:
        began = time.monotonic()
        waiting = [one for one in left if operator.pending.is_waiting(*one)]
        shown.advance(len(left) - len(waiting))
        left = waiting
        if left:
            complain_if_held(operator)
            if began > give_up:
                raise _still_under_way(len(left), patience_seconds)
            time.sleep(max(SECONDS_BETWEEN_LOOKS, PAUSE_PER_LOOK * (time.monotonic() - began)))


def _still_under_way(count: int, seconds: float) -> StillUnderWay:
    return StillUnderWay(
        f"{count} files still wait for a run after {seconds:.0f} s; nothing is lost.",
        expected="each in gold",
        next_step="till status shows whether every part runs; till files shows where each file is",
    )
