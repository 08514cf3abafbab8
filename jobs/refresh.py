"""A job run from its request to its end: what a runner calls, on a laptop as on a cluster.

Every stage can be run again with the same outcome, so a run that ended half-way is simply repeated.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from jobs.batch import Batch, checked_month, read_batch
from jobs.contracts.errors import ConfigurationInvalid, RunFailed
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.derive.gold import build_gold, build_months
from jobs.incentive.run import run_incentive
from jobs.silver.build import build_silver
from jobs.tables import Lake

REFRESH = "refresh"
INCENTIVE = "incentive"


def run(
    spark: SparkSession, lake: Lake, request: RunRequest, *, on_stage: Callable[[str], None] = lambda _: None
) -> RunFinished:
    """The outcome of the run, with the seconds that each stage took: 'manifest', 'silver' and 'gold', or 'incentive'.

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
        if request.kind == REFRESH and request.month:
            with stage("gold"):
                build_months(spark, lake, frozenset({checked_month(request.month)}))
        elif request.kind == REFRESH:
            with stage("manifest"):
                batch = _batch(spark, lake, request)
            with stage("silver"):
                touched = build_silver(spark, lake, batch)
            with stage("gold"):
                build_gold(spark, lake, batch, touched)
        elif request.kind == INCENTIVE:
            with stage("incentive"):
                run_incentive(spark, lake, request.month)
        else:
            raise ConfigurationInvalid(
                "There is no such kind of run.", found=request.kind, expected="refresh, incentive"
            )
    except PySparkException as error:
        raise RunFailed(
            "The engine gave up on the run.",
            where=f"run {request.run_id}",
            found=f"{type(error).__name__}: {str(error).splitlines()[0][:300]}" if str(error) else type(error).__name__,
            next_step="look into the log of the job process, then ask for the run again",
        ) from error
    return RunFinished(run_id=request.run_id, state="succeeded", seconds=seconds)


def _batch(spark: SparkSession, lake: Lake, request: RunRequest) -> Batch:
    lines = lake.manifest(spark, request.manifest)
    return read_batch(request.run_id, lines, full=request.full, where=f"bronze/{request.manifest}")
