"""Runs on a real standalone cluster of this machine: a master, a worker, and spark-submit as the runner starts it."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from bench.cluster import cluster
from functions.adapters.spark_submit_runner import SparkSubmitRunner
from functions.transform.runner import RunState
from jobs import entry
from jobs.contracts.messages import RunFinished, RunRequest
from jobs.contracts.paths import outcome_path
from jobs.engine import SPARK_CONF, open_session
from tests.jobs.landed import LandedLake, sale
from till.spark_parts import PartUnavailable, delta_jars, java_home

_MINUTES = 10


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    session = open_session("embedded")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def submits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SparkSubmitRunner, Path]]:
    """A runner of a cluster of one worker, and the folder that its runs' lake lies in."""
    try:
        home, jars = java_home(), delta_jars()
    except PartUnavailable as error:
        pytest.skip(f"Apache Spark cannot be had here: {error.what}")
    folder = tmp_path_factory.mktemp("cluster")
    delta = {name: SPARK_CONF[name] for name in ("spark.sql.extensions", "spark.sql.catalog.spark_catalog")}
    log = SPARK_CONF["spark.driver.extraJavaOptions"]
    conf = {
        **delta,
        "spark.jars": ",".join(map(str, jars)),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.executor.memory": "1g",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",  # else a vacuum has 10,000 tasks
        "spark.sql.codegen.wholeStage": "false",
        "spark.driver.extraJavaOptions": f"{log} -XX:TieredStopAtLevel=1 -Xss4m",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.ui.enabled": "false",
    }
    scripts = Path(sys.executable).parent
    with pytest.MonkeyPatch.context() as environment, cluster(1, folder) as master:
        environment.setenv("JAVA_HOME", str(home))
        environment.setenv("PATH", f"{scripts}:{os.environ['PATH']}")
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        root = f"file://{folder}/lake/{{file_system}}"
        program = str(scripts / "spark-submit")
        yield SparkSubmitRunner(master, entry.__file__, root, folder / "runs", conf, program=program), folder / "lake"


def start(runner: SparkSubmitRunner, request: RunRequest) -> None:
    """Start it from a process that has opened no session, as the app is; this one has."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("SPARK_CONNECT_MODE_ENABLED", raising=False)
        runner.start(request)


def ended(runner: SparkSubmitRunner, request: RunRequest) -> RunState:
    end = time.monotonic() + 60 * _MINUTES
    while (state := runner.state(request.run_id, request.attempt)) is RunState.RUNNING:
        assert time.monotonic() < end, "the run does not end"
        time.sleep(0.1)
    return state


def told(lake: Path, request: RunRequest) -> RunFinished:
    (part,) = (lake / "bronze" / outcome_path(request.run_id, request.attempt)).glob("part-*")
    return RunFinished.from_json(part.read_text())


@pytest.mark.slow
def test_an_upkeep_is_run_by_the_cluster_once_and_its_end_is_known(
    submits: tuple[SparkSubmitRunner, Path], spark: SparkSession, tmp_path: Path
) -> None:
    runner, folder = submits
    landed = LandedLake(spark, tmp_path, marts=())
    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        landed.refresh(landed.sales(sale(day, "5.00"), path=day))
    table = folder / "silver" / "sales_record"
    shutil.copytree(landed.folder / "silver" / "sales_record", table)  # one table, so that it is soon done
    before = len(list(table.glob("_delta_log/*.json")))
    request = RunRequest("tended", "upkeep")
    for _ in range(2):
        start(runner, request)
    assert ended(runner, request) is RunState.SUCCEEDED, _log(runner, request)
    assert told(folder, request).state == "succeeded"
    assert len(list(table.glob("_delta_log/*.json"))) > before, "Spark has compacted the table"
    assert DeltaTable(table).to_pyarrow_table().num_rows == 3
    assert len(list((folder.parent / "runs").glob("*tended*"))) == 1


@pytest.mark.slow
def test_a_run_that_fails_on_the_cluster_is_known_to_have_failed(submits: tuple[SparkSubmitRunner, Path]) -> None:
    runner, folder = submits
    request = RunRequest("lost", "refresh", manifest="manifests/lost.jsonl")
    start(runner, request)
    assert ended(runner, request) is RunState.FAILED
    assert told(folder, request).code == "run-failed"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_batch_is_built_into_gold_on_the_cluster(
    submits: tuple[SparkSubmitRunner, Path], spark: SparkSession
) -> None:
    runner, folder = submits
    shutil.rmtree(folder / "silver", ignore_errors=True)  # what another test has had tended
    landed = LandedLake(spark, folder)
    request = landed.request(landed.sales(sale("2026-04-01", "5.00"), sale("2026-04-02", "2.50")), run_id="batch")
    start(runner, request)
    assert ended(runner, request) is RunState.SUCCEEDED, _log(runner, request)
    sold = landed.rows("gold.store_performance", "sales_month", "net_sales")
    assert [(month, str(net)) for month, net in sold] == [("2026-04", "7.50")]


def _log(runner: SparkSubmitRunner, request: RunRequest) -> str:
    return (runner._of(request.run_id, request.attempt) / "log").read_text()[-3000:]
