"""A day's batch into six months of history, into sixty, on the last day of a month and on the first.

Each batch is run on a copy of the lake, in one process: once to warm up, then as it is, then with the tables built one
by one, so that each table has a time of its own. What is compared are the sums of these times, by the part of a table
that a batch replaces: days, months, or (of snapshots) the whole.
"""

import statistics
from dataclasses import replace
from datetime import date
from typing import Any

from rich.table import Table

from bench.marts_lake import scratch, step, with_gold, with_silver, work
from bench.marts_shown import table

BATCH = 50_000
LAST, FIRST = date(2026, 6, 30), date(2026, 7, 1)
CASES = {"6 months, the 30th": (6, LAST), "6 months, the 1st": (6, FIRST), "60 months, the 30th": (60, LAST)}


def measure(lines: int, rounds: int, **_: bool) -> dict[str, Any]:
    """The cost of a batch of 50,000 lines (of fewer where `lines` is small) in each case, and the ratios."""
    batch = min(BATCH, max(lines // 20, 100))
    cases = {name: _case(lines, batch, rounds, months, day) for name, (months, day) in CASES.items()}
    usual, first, long = (cases[name]["per"] for name in CASES)
    return {
        "lines": lines,
        "batch": batch,
        "cases": cases,
        "sixty_months_against_six": {per: _ratio(long[per], usual[per]) for per in usual},
        "thirtieth_against_first": {per: _ratio(usual[per], first[per]) for per in usual},
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The cases beside each other, and the tables that grow most with the history."""
    rows = [
        (
            *(name, f"{case['seconds']:.1f}", f"{case['silver_seconds']:.1f}"),
            *(f"{case['per'][per]:.2f}" for per in ("day", "month", "whole")),
        )
        for name, case in figures["cases"].items()
    ]
    ratios = [
        (label, "", "", *(f"{figures[key][per]:.2f}" for per in ("day", "month", "whole")))
        for label, key in (
            ("60 months / 6 months", "sixty_months_against_six"),
            ("the 30th / the 1st", "thirtieth_against_first"),
        )
    ]
    usual, _, long = (figures["cases"][name]["nodes"] for name in CASES)
    growing = sorted(usual, key=lambda name: usual[name] - long.get(name, 0.0))[:10]
    return [
        table(
            f"a batch of {figures['batch']:,} lines, seconds",
            ("history", "whole run", "of it silver", "tables by day", "by month", "snapshots"),
            [*rows, *ratios],
        ),
        table(
            "the tables that grow most with the history",
            ("table", "6 months, s", "60 months, s"),
            [(name, f"{usual[name]:.2f}", f"{long.get(name, 0.0):.2f}") for name in growing],
        ),
    ]


def _case(lines: int, batch: int, rounds: int, months: int, day: date) -> dict[str, Any]:
    with scratch(with_gold(months, lines)) as lake:
        manifest = replace(with_silver(months, lines), folder=lake).add_day(day, batch)
        as_it_is = [step("batch", manifest)] * (1 + rounds)
        done = work(lake, [*as_it_is, *[step("batch", manifest, one_by_one="yes")] * rounds])
    whole, one_by_one = done[1 : 1 + rounds], done[1 + rounds :]
    return {
        "seconds": round(statistics.median(each["seconds"] for each in whole), 2),
        "silver_seconds": round(statistics.median(each["silver_seconds"] for each in whole), 2),
        "peak_mb": max(each["peak_mb"] for each in done),
        "per": _medians(one_by_one, "per"),
        "nodes": _medians(one_by_one, "nodes"),
    }


def _medians(runs: list[dict[str, Any]], key: str) -> dict[str, float]:
    return {name: round(statistics.median(run[key].get(name, 0.0) for run in runs), 3) for name in runs[0][key]}


def _ratio(one: float, other: float) -> float:
    return round(one / other, 2) if other else 0.0
