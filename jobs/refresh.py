"""A job run from its request to its end: what a runner calls, on a laptop as on a cluster.

Every stage can be run again with the same outcome, so a run that ended half-way is simply repeated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from time import perf_counter

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from jobs.batch import Batch, checked_month, read_batch
from jobs.begun import begin, end, its_own, note, while_ended
from jobs.contracts.errors import ConfigurationInvalid, RunFailed
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.derive.gold import build_gold, build_months
from jobs.derive.handed_on import from_text, to_text
from jobs.derive.node import Node
from jobs.derive.stale import Stale
from jobs.forget import forget
from jobs.incentive.run import run_incentive
from jobs.silver.build import build_silver
from jobs.tables import Lake
from jobs.upkeep import tend

REFRESH = "refresh"
INCENTIVE = "incentive"
UPKEEP = "upkeep"
FORGET = "forget"
_SHOWN = 300
KINDS = (REFRESH, INCENTIVE, UPKEEP, FORGET)


def run(
    spark: SparkSession, lake: Lake, request: RunRequest, *, on_stage: Callable[[str], None] = lambda _: None
) -> RunFinished:
    """The outcome of the run, with the seconds that each stage took.

    The stages are 'manifest', 'silver' and 'gold', or 'incentive', or 'upkeep', or 'forget'.

    on_stage   is told the name of each stage as it begins
    Raises TillstreamError where the run fails: BooksDoNotBalance, NothingToPay, ConfigurationInvalid, and RunFailed
    where the engine gives up. What a failed run has written is put right when the run is repeated.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        on_stage(name)
        started = perf_counter()
        yield
        seconds[name] = round(perf_counter() - started, 3)

    try:
        if request.kind == REFRESH and not request.manifest:
            months = frozenset({checked_month(request.month)} if request.month else ())
            with stage("gold"):
                build_months(spark, while_ended(spark, lake), months, as_of=_as_of(request))
        elif request.kind == REFRESH:
            with stage("manifest"):
                batch = _batch(spark, lake, request)
            refresh(spark, lake, batch, request.manifest, as_of=_as_of(request), stage=stage)
        elif request.kind == INCENTIVE:
            with stage("incentive"):
                run_incentive(spark, while_ended(spark, lake), request.month)
        elif request.kind == UPKEEP:
            with stage("upkeep"):
                tend(spark, lake)
        elif request.kind == FORGET:
            with stage("forget"):
                forget(spark, lake)
        else:
            raise ConfigurationInvalid(
                "There is no such kind of run.", found=request.kind, expected="one of " + ", ".join(KINDS)
            )
    except PySparkException as error:
        raise RunFailed(
            "The engine gave up on the run.",
            where=f"run {request.run_id}",
            found=_said(error),
            next_step="look into the log of the job process, then ask for the run again",
        ) from error
    return RunFinished(run_id=request.run_id, state="succeeded", seconds=seconds, attempt=request.attempt)


def refresh(
    spark: SparkSession,
    lake: Lake,
    batch: Batch,
    manifest: str,
    *,
    as_of: date | None = None,
    only: Sequence[Node] = (),
    stage: Callable[[str], AbstractContextManager[None]] = lambda _name: nullcontext(),
) -> None:
    """Bring silver and gold to what the batch says, and to what a batch before it has left half-way; once.

    manifest   the batch's, a path in bronze/
    only       of the derived tables these and no other, as build_gold takes them
    stage      is entered for 'silver' and for 'gold'
    """

    def on_stale(stale: Mapping[str, Stale]) -> None:
        note(spark, lake, begun, to_text(stale))

    with stage("silver"):
        begun = begin(spark, lake, batch, manifest)
        if begun.has_ended:
            return
        own = its_own(spark, lake, begun)
        touched = build_silver(spark, own, batch)
    with stage("gold"):
        earlier = from_text(begun.stale)
        build_gold(spark, own, batch, touched, as_of=as_of, only=only, earlier=earlier, on_stale=on_stale)
        end(spark, lake, begun)


def _said(error: PySparkException) -> str:
    """The kind of the error, and the line that says most of it; what other lines show may be rows."""
    first, *others = str(error).splitlines() or [""]
    # Of an error of gRPC the first line is nothing but the name of a class.
    details = [line.strip() for line in others if line.strip().startswith("details = ")]
    said = details[0] if details else first
    return f"{type(error).__name__}: {said[:_SHOWN]}" if said else type(error).__name__


def _as_of(request: RunRequest) -> date | None:
    try:
        return date.fromisoformat(request.as_of) if request.as_of else None
    except ValueError as error:
        raise ConfigurationInvalid(
            "The date of the snapshots cannot be read.", found=request.as_of, expected="yyyy-MM-dd, such as 2026-07-31"
        ) from error


def _batch(spark: SparkSession, lake: Lake, request: RunRequest) -> Batch:
    lines = lake.manifest(spark, request.manifest)
    where = f"bronze/{request.manifest}"
    return read_batch(request.run_id, lines, full=request.full, where=where, number=request.number)
