"""The same jobs on a cluster: Apache Spark standalone with one worker of one core, and with two.

Master and workers are processes of this machine, started from PySpark's own classes; the driver runs the jobs out of
the built wheel. Both clusters derive all tables from one silver, and so does the embedded engine; the rows have to be
the same. The driver takes no result larger than 64 MB: a dimension that is sent to all workers passes, a step that
brings sale lines to it fails. What tasks have handed to one another, and how long they took, is summed up from Spark's
own log of events.

Each worker is held to a core of its own, as its machine would hold it. Otherwise the Java of a single worker compiles
and collects on the core that the second is to have, and one worker is measured with the help of two cores. For the same
reason one worker is measured twice: with the driver on the other core, and with all that belongs to the cluster on one
core, as two workers and their driver have two. Against the first the second worker shares its core with the driver;
against the second, a cluster with twice the cores is compared with one that has half of them. What two cores of the
machine do beside one is measured before the clusters and after them: they cannot gain more.
"""

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer
from rich.console import Console

from bench.both_cores import gain
from bench.marts_lake import REPOSITORY, link, one_at_a_time, root, run, step, with_silver, work
from bench.marts_shown import table
from bench.marts_world import CACHE
from till.spark_parts import java_home
from till.stack.ports import free_ports, is_answered

ONE, ONE_CORE, TWO, EMBEDDED = "one", "one_core", "two", "embedded"
# How many workers, and how many cores for all processes of the cluster together.
CLUSTERS: Mapping[str, tuple[int, int]] = MappingProxyType({ONE: (1, 2), ONE_CORE: (1, 1), TWO: (2, 2)})
_SHOWN_AS = MappingProxyType(
    {
        ONE: "one worker, the driver beside it",
        ONE_CORE: "one worker and the driver on one core",
        TWO: "two workers and the driver on two cores",
    }
)
_OF_TASKS = ("task_seconds", "task_cpu_seconds", "shuffled_mb")
HOST = "127.0.0.1"
LARGEST_RESULT = "64m"
_START_SECONDS = 120


def main(
    lines: Annotated[int, typer.Option(help="Sale lines of six months.")] = 20_000_000,
    beside: Annotated[bool, typer.Option(help="Measure one worker with the driver on the other core, too.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Nothing but one JSON object.")] = False,
) -> None:
    """Measure both clusters, compare their tables, and print a table for people and one JSON object."""
    with one_at_a_time(), tempfile.TemporaryDirectory(dir=CACHE) as folder:
        made = with_silver(6, lines)
        target = Path(folder)
        program = _program(target)
        clusters = {name: sizes for name, sizes in CLUSTERS.items() if beside or name != ONE}
        lakes = {name: target / name for name in (*clusters, EMBEDDED)}
        for lake in lakes.values():
            link(made.folder, lake)
        (embedded,) = work(lakes[EMBEDDED], [step("gold")])
        before = gain(_cores())
        ways = {name: _on_cluster(lakes[name], *sizes, program, target) for name, sizes in clusters.items()}
        after = gain(_cores())
        differing = {name: _differing(lakes[EMBEDDED], lakes[name]) for name in clusters}
    figures = {
        "bench": "cluster",
        "lines": lines,
        "seconds": {name: way["seconds"] for name, way in ways.items()} | {EMBEDDED: embedded["seconds"]},
        "against_two": {name: round(ways[name]["seconds"] / ways[TWO]["seconds"], 2) for name in ways if name != TWO},
        "both_cores_against_one": [before, after],
        **{figure: {name: way[figure] for name, way in ways.items()} for figure in _OF_TASKS},
        "tables": len(ways[TWO]["nodes"]),
        "tables_that_differ": differing,
    }
    _show(figures, Console(stderr=True, quiet=as_json))
    print(json.dumps(figures))
    if any(differing.values()):
        raise SystemExit(1)


def _on_cluster(lake: Path, workers: int, cores: int, program: list[str], folder: Path) -> dict[str, Any]:
    events = folder / f"events-{workers}-{cores}"
    events.mkdir()
    with _held_to(_cores()[:cores]), cluster(workers, folder) as master:
        conf = {
            "spark.master": master,
            "spark.driver.host": HOST,
            "spark.driver.bindAddress": HOST,
            "spark.driver.memory": "2g",
            "spark.driver.maxResultSize": LARGEST_RESULT,
            "spark.executor.cores": "1",
            "spark.executor.memory": "2g",
            "spark.cores.max": str(workers),
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": events.as_uri(),
            "spark.eventLog.compress": "false",
            "spark.eventLog.rolling.enabled": "false",
        }
        wheel = {"PYTHONPATH": str(folder / "wheel")}
        (figures,) = work(lake, [step("gold")], engine="spark", conf=conf, environment=wheel, program=program)
    return figures | _tasks(events)


def _tasks(events: Path) -> dict[str, int]:
    """What all tasks took, what of it they computed, and the bytes that they have written for one another."""
    milliseconds = nanoseconds = shuffled = 0
    for log in events.iterdir():
        with log.open() as lines:
            for event in map(json.loads, (line for line in lines if "SparkListenerTaskEnd" in line)):
                metrics = event.get("Task Metrics") or {}
                milliseconds += metrics.get("Executor Run Time", 0)
                nanoseconds += metrics.get("Executor CPU Time", 0)
                shuffled += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
    return {
        "task_seconds": milliseconds // 1000,
        "task_cpu_seconds": nanoseconds // 1_000_000_000,
        "shuffled_mb": shuffled // 1_000_000,
    }


def _program(folder: Path) -> list[str]:
    """What runs the jobs out of the wheel, unpacked as a platform installs it, and out of nothing else of here."""
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)])
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "wheel")
    return ["-P", str(REPOSITORY / "bench" / "marts_peers" / "tillstream.py")]


@contextmanager
def _held_to(cores: list[int]) -> Iterator[None]:
    """Processes that are started within the block, the driver among them, run on these cores alone."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_of_them)


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[str]:
    """A master and its workers, each of one core and 2 GB; the master's address."""
    port, *ports = free_ports(2 + workers)
    master = f"spark://{HOST}:{port}"
    with ExitStack() as processes:
        serve = ["master.Master", "--host", HOST, "--port", str(port), "--webui-port", str(ports.pop())]
        processes.enter_context(_daemon(serve, folder))
        _await(port)
        for each, core in zip(ports, itertools.cycle(_cores())):
            serve = ["worker.Worker", "--host", HOST, "--port", str(each), "--cores", "1", "--memory", "2g"]
            processes.enter_context(_daemon([*serve, "--webui-port", "0", master], folder, core))
            _await(each)
        yield master


def _cores() -> list[int]:
    if not shutil.which("taskset"):
        raise SystemExit("taskset is not there, which holds a worker to its core: it comes with util-linux.")
    return sorted(os.sched_getaffinity(0))


@contextmanager
def _daemon(arguments: list[str], folder: Path, core: int | None = None) -> Iterator[None]:
    name, *rest = arguments
    spec = find_spec("pyspark")
    spark = Path(spec.origin).parent if spec and spec.origin else Path()
    command = [str(spark / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *rest]
    if core is not None:
        command = ["taskset", "--cpu-list", str(core), *command]
    environment = {"PATH": "/usr/bin:/bin", "JAVA_HOME": str(java_home()), "SPARK_HOME": str(spark)}
    environment |= {"SPARK_LOCAL_IP": HOST, "SPARK_WORKER_DIR": str(folder / "work"), "SPARK_DAEMON_MEMORY": "512m"}
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _await(port: int) -> None:
    limit = time.monotonic() + _START_SECONDS
    while not is_answered(port):
        if time.monotonic() > limit:
            raise SystemExit("The cluster does not come up.")
        time.sleep(0.1)


def _differing(expected: Path, found: Path) -> list[str]:
    command = [sys.executable, "-m", "bench.marts_peers.same_tables", root(expected), root(found)]
    names: list[str] = json.loads(run(command).splitlines()[-1])
    return names


def _show(figures: dict[str, Any], console: Console) -> None:
    seconds, differing, ratios = figures["seconds"], figures["tables_that_differ"], figures["against_two"]
    rows = [
        (
            *(_SHOWN_AS[name], f"{seconds[name]:.0f}", f"{ratios.get(name, 1):.2f}"),
            *(f"{figures[figure][name]:,}" for figure in _OF_TASKS),
            ", ".join(differing[name]) or "none",
        )
        for name in differing
    ]
    console.print(
        table(
            f"{figures['tables']} tables from {figures['lines']:,} lines; embedded: {seconds[EMBEDDED]:.0f} s",
            ("cluster", "seconds", "/ two", "of tasks", "computing", "MB shuffled", "tables that differ"),
            rows,
        )
    )
    both = " and ".join(f"{times:.2f}" for times in figures["both_cores_against_one"])
    console.print(f"Two cores of this machine do {both} times what one does, before and after.")


if __name__ == "__main__":
    typer.run(main)
