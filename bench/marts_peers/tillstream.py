"""Tillstream's jobs in a process of their own: does the steps that stdin names, and prints what each took.

A step is a JSON object a line: `do` ('silver' or 'gold' of a full run, 'batch' for a run of both, 'copy' for the tables
of silver as Parquet), `lake` (a root as jobs.tables.Lake takes it), `manifest`; of a copy also `to`, its folder, and
`tables`; of a batch `one_by_one`, where the tables are not to be built side by side, so that each has its own time.
"""

import json
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from jobs.batch import Batch, read_batch
from jobs.catalogue import silver_table
from jobs.derive import side_by_side
from jobs.derive.gold import build_gold
from jobs.derive.graph import nodes
from jobs.engine import open_session
from jobs.silver.build import build_silver
from jobs.silver.touched import Touched
from jobs.tables import Lake

_AT_A_TIME = side_by_side._AT_A_TIME


def main(engine: str, conf: dict[str, str]) -> None:
    """Open the session, which is not timed, and work the steps off."""
    spark = open_session(engine, conf=conf)
    spark.sql("select 1").toArrow()
    for line in sys.stdin:
        print(json.dumps(_timed(spark, json.loads(line))), flush=True)


def _timed(spark: SparkSession, step: dict[str, str]) -> dict[str, Any]:
    lake = Lake(step["lake"])
    taken: dict[str, float] = defaultdict(float)
    side_by_side._AT_A_TIME = 1 if "one_by_one" in step else _AT_A_TIME
    lines = lake.manifest(spark, step["manifest"])
    batch = read_batch("bench", lines, full=step["do"] != "batch", where=step["manifest"])
    began, cpu = time.perf_counter(), time.process_time()
    if step["do"] == "copy":
        _copy(spark, lake, Path(step["to"]), step["tables"].split(","))
    else:
        _build(spark, lake, batch, step["do"], taken)
    took, cpu_took = time.perf_counter() - began, time.process_time() - cpu
    per = {node.name: node.per.value for node in nodes()}
    return {
        "do": step["do"],
        "seconds": round(took, 3),
        "cpu_seconds": round(cpu_took, 3),
        "peak_mb": _peak_mb(),
        "silver_seconds": round(taken.pop("silver", 0.0), 3),
        "nodes": {name: round(seconds, 3) for name, seconds in sorted(taken.items())},
        "per": {part: round(sum(taken[name] for name in taken if per[name] == part), 3) for part in set(per.values())},
    }


def _build(spark: SparkSession, lake: Lake, batch: Batch, step: str, taken: dict[str, float]) -> None:
    def on_node(name: str, seconds: float) -> None:
        taken[name] += seconds

    began, touched = time.perf_counter(), Touched()
    if step != "gold":
        touched = build_silver(spark, lake, batch)
        taken["silver"] = time.perf_counter() - began
    if step != "silver":
        build_gold(spark, lake, batch, touched, on_node=on_node)


def _copy(spark: SparkSession, lake: Lake, folder: Path, tables: list[str]) -> None:
    for name in tables:
        lake.read(spark, silver_table(name)).write.mode("overwrite").parquet(f"file://{folder}/{name}")


def _peak_mb() -> int:
    peak = re.search(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(peak.group(1)) // 1024 if peak else 0


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
