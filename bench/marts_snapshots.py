"""A day's snapshot of all customers and of all stock, after a week of them and after three months.

A source that delivers all that it knows each day says the same of nearly everything: 100,000 customers, of whom one in
a thousand has moved, and 40,000 positions of stock.
"""

import statistics
from dataclasses import replace
from typing import Any

from rich.table import Table

from bench.marts_lake import scratch, step, with_gold, with_silver, work
from bench.marts_shown import table

DAYS = (7, 90)


def measure(lines: int, rounds: int, **_: bool) -> dict[str, Any]:
    """What a day takes in silver and in all after so many days, and what these take in one batch; the ratios."""
    cases = {str(days): _case(lines, rounds, days) for days in DAYS}
    short, long = cases.values()
    return {
        "lines": lines,
        "cases": cases,
        "three_months_against_a_week": {
            what: round(long[what] / short[what], 2) for what in ("silver_seconds", "seconds", "peak_mb")
        },
    }


def shown(figures: dict[str, Any]) -> list[Table]:
    """The cases beside each other."""
    ratio = figures["three_months_against_a_week"]
    rows = [
        (
            *(f"after {days} days", f"{case['silver_seconds']:.2f}", f"{case['seconds']:.2f}"),
            *(f"{case['at_once_seconds']:.1f}", f"{case['peak_mb']:,}"),
        )
        for days, case in figures["cases"].items()
    ]
    compared = (f"{ratio['silver_seconds']:.2f}", f"{ratio['seconds']:.2f}", "", f"{ratio['peak_mb']:.2f}")
    return [
        table(
            "a day's snapshot of customers and stock",
            ("history", "silver, s", "whole run, s", "the days before in one batch, s", "peak MB"),
            [*rows, ("ratio", *compared)],
        )
    ]


def _case(lines: int, rounds: int, days: int) -> dict[str, Any]:
    with scratch(with_gold(6, lines)) as lake:
        made = replace(with_silver(6, lines), folder=lake)
        first = made.add_snapshots(1, days)
        daily = [made.add_snapshots(1 + days + number, 1) for number in range(1 + rounds)]
        at_once, _, *done = work(lake, [step("batch", manifest) for manifest in (first, *daily)])
    return {
        "at_once_seconds": at_once["seconds"],
        "silver_seconds": round(statistics.median(each["silver_seconds"] for each in done), 2),
        "seconds": round(statistics.median(each["seconds"] for each in done), 2),
        "peak_mb": max(each["peak_mb"] for each in done),
    }
