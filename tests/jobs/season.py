"""A small season for the laws of gold, cut into files whose landing times are given; some restate what others say."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from jobs.contracts.manifest import ManifestLine
from tests.jobs.landed import LandedLake
from tests.jobs.oracle.worlds import seeded_world

type Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class File:
    """A file's rows, and the hour of the day at which it landed; those after 12 restate what others have said."""

    dataset: str
    hour: int
    rows: Rows

    def land(self, landed: LandedLake) -> ManifestLine:
        at = f"2026-08-01T{self.hour:02}:00:00+00:00"
        line = landed.land(self.dataset, self.rows, path=f"{self.hour}.csv", landed_at=at)
        bad = {"rows_in": line.rows + 3, "quarantined": 3, "violations": (("date-unreadable", 3),)}
        return replace(line, **bad) if self.hour == 1 else line


def _season() -> tuple[File, ...]:
    world = seeded_world(5, 240)
    restated = {
        "pos_sales": [_sold_otherwise(number, row) for number, row in enumerate(filter(has_key, world["pos_sales"]))],
        "promotion": [{**row, "ends_on": row["starts_on"] + timedelta(3)} for row in world["promotion"]],
        "product_review": [
            {**row, "rating": 1, "reviewed_on": row["reviewed_on"] + timedelta(40)} for row in world["product_review"]
        ],
        "inventory": [{**row, "on_hand": row["on_hand"] * 2} for row in world["inventory"]],
    }
    parts = {"pos_sales": 3, **dict.fromkeys(("customer", "product", "sales_team", "store", "promotion"), 2)}
    files = [
        File(dataset, 1 + part, rows[part :: parts.get(dataset, 1)])
        for dataset, rows in world.items()
        for part in range(parts.get(dataset, 1))
    ]
    return (*files, *(File(dataset, 13, rows[::9]) for dataset, rows in restated.items()))


def has_key(row: dict[str, Any]) -> bool:
    return row["receipt_id"] is not None and row["line_no"] is not None


def _sold_otherwise(number: int, row: dict[str, Any]) -> dict[str, Any]:
    """The line as it was, for less, for another customer, or weeks later: by its number."""
    others = (
        {},
        {"total_cost": row["total_cost"] - Decimal("0.01")},
        {"customer_id": 1},
        {"sales_date": row["sales_date"] + timedelta(33), "sold_at": None, "sold_hour": None},
    )
    return {**row, **others[number % len(others)]}


FILES = _season()


def counting() -> Rows:
    """The sale lines that count: of what several files say of one, what landed last."""
    keyed: dict[tuple[Any, ...], dict[str, Any]] = {}
    others: Rows = []
    for file in sorted(FILES, key=lambda file: file.hour):
        for row in file.rows if file.dataset == "pos_sales" else ():
            if has_key(row):
                keyed[row["store_id"], row["receipt_id"], row["line_no"]] = row
            else:
                others.append(row)
    return [*keyed.values(), *others]


def of_known() -> list[tuple[int, dict[str, Any]]]:
    """The lines of orders whose customer is known, each with that customer: the least that a line names."""
    orders: dict[tuple[Any, ...], Rows] = defaultdict(list)
    for row in counting():
        whose = ("r", row["receipt_id"]) if row["receipt_id"] is not None else ("c", row["customer_id"])
        orders[row["store_id"], row["sales_date"], whose].append(row)
    told = [
        (min((row["customer_id"] for row in rows if row["customer_id"]), default=0), rows) for rows in orders.values()
    ]
    return [(customer, row) for customer, rows in told if customer for row in rows]
