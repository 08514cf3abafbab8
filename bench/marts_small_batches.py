"""What many small batches leave behind: the files of a month of each table, and how long it takes to read.

A lake of six months gets 200 batches of 5,000 lines each, all for one month; each table is then read beside the same
rows written anew, and again once the tables have been tended as the nightly upkeep does it.
"""

import json
import statistics
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.marts_lake import root, run, scratch, step, with_gold, with_silver, work
from bench.marts_shown import table
from bench.marts_world import LAST_DAY

BATCHES = 200
BATCH = 5_000
DAYS = 28
_READING = [sys.executable, "-m", "bench.marts_peers.reading"]


def measure(lines: int, rounds: int, **_: bool) -> dict[str, Any]:
    """Files and reading times before and after the upkeep, once; fewer batches where there are fewer `lines`."""
    batches = min(BATCHES, max(lines // 25_000, 10))
    with scratch(with_gold(6, lines)) as lake:
        made = replace(with_silver(6, lines), folder=lake)
        days = [LAST_DAY + timedelta(days=2 + number % DAYS) for number in range(batches)]
        manifests = [made.add_day(day, BATCH, name=f"batch-{number:04}") for number, day in enumerate(days)]
        done = work(lake, [step("batch", manifest) for manifest in manifests])
        before, after = (_read(lake, f"{days[0]:%Y-%m}", *tended) for tended in ((), ("tend",)))
    tenth = max(len(done) // 10, 1)
    return {
        "lines": lines,
        "batches": batches,
        "batch": BATCH,
        "first_tenth_seconds": round(statistics.median(each["seconds"] for each in done[1 : 1 + tenth]), 2),
        "last_tenth_seconds": round(statistics.median(each["seconds"] for each in done[-tenth:]), 2),
        "before": before,
        "after": after,
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The totals, and the tables with the most files."""
    before, after = figures["before"]["tables"], figures["after"]["tables"]
    worst = sorted(before, key=lambda name: -before[name]["files"])[:8]
    rows = [
        (
            *(name, str(before[name]["files"]), f"{_ratio([before[name]]):.2f}"),
            *(str(after[name]["files"]), f"{_ratio([after[name]]):.2f}"),
        )
        for name in worst
    ]
    files = (max(each["files"] for each in one.values()) for one in (before, after))
    totals = [f"{_ratio(list(one.values())):.2f}" for one in (before, after)]
    most = [str(number) for number in files]
    return [
        table(
            f"one month after {figures['batches']} batches of {figures['batch']} lines",
            ("table", "files", "time / fresh", "files, tended", "time / fresh, tended"),
            [("all, by the sum of the times", most[0], totals[0], most[1], totals[1]), *rows],
        ),
        table(
            "seconds of a batch",
            ("", "seconds"),
            [
                ("the first tenth of the batches", f"{figures['first_tenth_seconds']:.2f}"),
                ("the last tenth", f"{figures['last_tenth_seconds']:.2f}"),
                ("the upkeep of all tables", f"{figures['after']['tend_seconds']:.2f}"),
            ],
        ),
    ]


def _read(lake: Path, month: str, *tended: str) -> dict[str, Any]:
    fresh = lake.with_name("fresh")
    figures: dict[str, Any] = json.loads(run([*_READING, root(lake), root(fresh), month, *tended]).splitlines()[-1])
    return figures


def _ratio(tables: list[dict[str, Any]]) -> float:
    return float(sum(each["seconds"] for each in tables) / sum(each["fresh"] for each in tables))
