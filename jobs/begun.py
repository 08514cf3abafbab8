"""The batch that has begun to change the tables last, and whether it has ended: silver.begun.

A run that is given up leaves tables half-way: silver holds its files or some of them, derived tables show them or not
yet. So the next batch has to name the same files (the ledger has it take them back, or try them again), and it builds
anew what the one before it was to build. Nobody else builds anything before a batch has ended.

Nor does a run that goes on although it was given up, such as one whose service could not stop it: each looks whether
it is still the one that has begun while it writes, and the next one writes nothing until that one must have looked.
Nor does a run that begins only when runs after it have ended, such as one that its service had forgotten.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from functools import partial
from time import perf_counter, sleep

from pyspark.sql import SparkSession

from jobs.batch import Batch, read_batch
from jobs.catalogue import BEGUN
from jobs.contracts.errors import RunFailed
from jobs.tables import Lake

# To look takes as long as a small commit; a run makes a hundred of them.
LOOK_AFTER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Begun:
    """A batch, or several of which each took over what the one before it had left.

    batch_id   of the last one
    manifest   its manifest, a path in bronze/
    full       whether it was a full run
    number     the greatest of a run until then
    stale      what they were to build of derived tables, as jobs.derive.handed_on writes it; '' for nothing yet
    has_ended  whether there is nothing to be taken over
    """

    batch_id: str
    manifest: str
    full: bool
    number: int = 0
    stale: str = ""
    has_ended: bool = False


_NONE_YET = Begun("", "", False, has_ended=True)


def begin(spark: SparkSession, lake: Lake, batch: Batch, manifest: str) -> Begun:
    """The batch is entered as begun, with what the one before it has left to be built where that has not ended.

    There it waits until that one, should it go on, has looked and has ended its last commit. A batch that has ended
    itself, whose end nobody heard of, is as it was: there is nothing left to do.
    Raises RunFailed where a later one has begun by now, and where the one before it has not ended and this one does
    not name all of its files.
    """
    last = _last(spark, lake)
    if 0 < batch.number < last.number:
        raise _too_late(batch, last)
    if last.has_ended and 0 < batch.number == last.number:
        return last
    before = None if last.has_ended else last
    if before and not batch.full:
        _require_named(spark, lake, batch, before)
    begun = Begun(batch.id, manifest, batch.full, max(batch.number, last.number), last.stale)
    _write(spark, lake, begun)
    if before and before.batch_id != batch.id:
        sleep(2 * LOOK_AFTER_SECONDS)
    return begun


def note(spark: SparkSession, lake: Lake, begun: Begun, stale: str) -> None:
    """Enter what a batch is about to build of derived tables.

    Raises RunFailed where it is not the one that has begun any more.
    """
    _require_own(spark, lake, begun)
    if stale != begun.stale:
        _write(spark, lake, replace(begun, stale=stale))


def end(spark: SparkSession, lake: Lake, begun: Begun) -> None:
    """The batch has ended well: there is nothing to be taken over.

    Raises RunFailed where it is not the one that has begun any more.
    """
    _require_own(spark, lake, begun)
    _write(spark, lake, Begun(begun.batch_id, "", False, begun.number, has_ended=True))


def require_ended(spark: SparkSession, lake: Lake) -> None:
    """Raises RunFailed where a batch has begun to change the tables and has not ended."""
    if before := _begun(spark, lake):
        raise RunFailed(
            "A run has begun to change the tables and has not ended: what is built of them now would be half of each.",
            where=f"run {before.batch_id}",
            expected="no run that was given up half-way",
            next_step=f"till refresh{' --full' if before.full else ''}, which tries it again",
        )


def its_own(spark: SparkSession, lake: Lake, begun: Begun) -> Lake:
    """The same lake for what a batch writes; raises RunFailed once it is not the one that has begun any more."""
    return _looking(lake, partial(_require_own, spark, lake, begun))


def while_ended(spark: SparkSession, lake: Lake) -> Lake:
    """The same lake for what is built beside batches; raises RunFailed now and later where one has not ended."""
    require_ended(spark, lake)
    return _looking(lake, partial(require_ended, spark, lake))


_SCHEMA = ", ".join(f"{name} {type_}" for name, type_ in BEGUN.columns.items())


def _last(spark: SparkSession, lake: Lake) -> Begun:
    found = lake.read(spark, BEGUN).select(*BEGUN.columns).collect()
    return Begun(*found[0]) if found else _NONE_YET


def _begun(spark: SparkSession, lake: Lake) -> Begun | None:
    last = _last(spark, lake)
    return None if last.has_ended else last


def _write(spark: SparkSession, lake: Lake, begun: Begun) -> None:
    lake.of_few_rows().overwrite(BEGUN, spark.createDataFrame([astuple(begun)], _SCHEMA))


def _require_named(spark: SparkSession, lake: Lake, batch: Batch, before: Begun) -> None:
    texts = lake.manifest(spark, before.manifest)
    lines = read_batch(before.batch_id, texts, full=before.full, where=f"bronze/{before.manifest}").lines
    # A full run names all files there are; those that had not been in silver as they are have a ticket.
    changed = {line.version for line in lines if line.ticket or not before.full}
    missing = changed - {line.version for line in batch.lines}
    if missing:
        raise RunFailed(
            "A run has begun to change the tables and has not ended, and this one does not name all of its files.",
            where=f"run {before.batch_id}",
            found=f"{len(missing)} of {len(changed)} files not named, such as {min(missing)}",
            expected="the same files, to be tried again or taken back",
            next_step="till refresh --full, which builds all tables from the files in force",
        )


def _too_late(batch: Batch, last: Begun) -> RunFailed:
    return RunFailed(
        "The run comes too late: a later one has changed the tables by now.",
        where=f"run {batch.id}",
        found=f"number {batch.number}, after {last.number} of run {last.batch_id}",
        expected="a number that is no smaller",
        next_step="nothing: what waits is done by the next run",
    )


def _require_own(spark: SparkSession, lake: Lake, begun: Begun) -> None:
    now = _begun(spark, lake)
    if not now or now.batch_id != begun.batch_id:
        raise RunFailed(
            "A run was given up and went on all the same; it has stopped before its next write.",
            where=f"run {begun.batch_id}",
            found=f"run {now.batch_id} has begun since" if now else "a run after it has ended",
            next_step="nothing: its files are tried again or taken back by the runs after it",
        )


def _looking(lake: Lake, look: Callable[[], None]) -> Lake:
    # Not before every commit, see LOOK_AFTER_SECONDS.
    looked = perf_counter()

    def before_commit() -> None:
        nonlocal looked
        if perf_counter() - looked >= LOOK_AFTER_SECONDS:
            look()
            looked = perf_counter()

    return replace(lake, before_commit=before_commit)
