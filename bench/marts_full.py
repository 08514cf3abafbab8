"""All marts from silver: Tillstream, DuckDB with SQL of its own, and Apache Spark with Tillstream's code.

Each is a process of its own and is timed after its imports and the start of its engine. Tillstream also keeps what its
marts share, checks that all adds up, and writes Delta tables and the dimensions of the star; DuckDB writes the marts'
Parquet files alone. The ratios are medians of the ratios within a round.
"""

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.marts_lake import run, scratch, step, with_silver, work
from bench.marts_shown import table
from bench.marts_world import CACHE, World
from jobs.gold import marts
from tests.jobs.oracle import oracle

OURS, DUCKDB, SPARK = "Tillstream, embedded", "DuckDB, own SQL", "Apache Spark, warm"


def measure(lines: int, rounds: int, *, spark: bool) -> dict[str, Any]:
    """The figures of each way; Spark once, since it takes minutes."""
    made = with_silver(6, lines)
    silver = _copied(made)
    names = sorted({mart.name for mart in marts()} & set(oracle.NAMES))
    measured = [{OURS: _ours(made), DUCKDB: _duckdb(silver, names)} for _ in range(rounds)]
    ratios = {DUCKDB: statistics.median(each[OURS]["seconds"] / each[DUCKDB]["seconds"] for each in measured)}
    ways = {way: _median([each[way] for each in measured]) for way in (OURS, DUCKDB)}
    if spark:
        ways[SPARK] = _spark(made)
        ratios[SPARK] = ways[OURS]["seconds"] / ways[SPARK]["seconds"]
    return {
        "lines": lines,
        "marts": len(names),
        "only_ours": sorted({mart.name for mart in marts()} - set(names)),
        "only_sql": sorted(set(oracle.NAMES) - set(names)),
        "ways": ways,
        "seconds_against": {way: round(ratio, 2) for way, ratio in ratios.items()},
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The ways beside each other; our slowest tables."""
    against = figures["seconds_against"]
    ways = [
        (
            way,
            f"{each['seconds']:.1f}",
            f"{each['cpu_seconds']:.1f}",
            f"{each['peak_mb']:,}",
            f"{against.get(way, 1):.2f}",
        )
        for way, each in figures["ways"].items()
    ]
    ours, theirs = (figures["ways"][way]["nodes"] for way in (OURS, DUCKDB))
    slowest = sorted(ours, key=lambda name: -ours[name])[:12]
    return [
        table(
            f"{figures['marts']} marts of {figures['lines']:,} lines, from silver",
            ("way", "seconds", "CPU s", "peak MB", "our seconds / its seconds"),
            ways,
        ),
        table(
            "our slowest tables (steps overlap), and the SQL for the same",
            ("table", "ours, s", "DuckDB, s"),
            [(name, f"{ours[name]:.2f}", f"{theirs[name]:.2f}" if name in theirs else "") for name in slowest],
        ),
    ]


def _copied(made: World) -> Path:
    """The tables of silver that the SQL reads, as Parquet files."""
    folder = made.folder / "copy"
    if not (folder / ".ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        work(made.folder, [step("copy", to=str(folder), tables=",".join(oracle.SILVER))])
        (folder / ".ready").touch()
    return folder


def _ours(made: World) -> dict[str, Any]:
    with scratch(made.folder) as lake:
        (figures,) = work(lake, [step("gold")])
    return figures


def _duckdb(silver: Path, names: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=CACHE) as target:
        printed = run([sys.executable, "-m", "bench.marts_peers.duckdb_sql", str(silver), target, ",".join(names)])
    figures: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return figures


def _spark(made: World) -> dict[str, Any]:
    with scratch(made.folder) as lake:
        _, second = work(lake, [step("gold"), step("gold")], engine="spark")
    return second


def _median(of_rounds: list[dict[str, Any]]) -> dict[str, Any]:
    names = of_rounds[0]["nodes"]
    return {
        "seconds": round(statistics.median(each["seconds"] for each in of_rounds), 2),
        "cpu_seconds": round(statistics.median(each["cpu_seconds"] for each in of_rounds), 2),
        "peak_mb": max(each["peak_mb"] for each in of_rounds),
        "nodes": {name: round(statistics.median(each["nodes"][name] for each in of_rounds), 2) for name in names},
    }
