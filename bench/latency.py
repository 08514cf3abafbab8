"""From a dropped file to gold: 20 files of 5,000 rows, one after another, on a warm stack of its own.

Each file's time runs from the moment the till has written it until a query over gold counts its sales. Where the time
went is read from the ledger's own times and from the run's stages.
"""

import csv
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

FILES = 20
ROWS = 5_000
PATIENCE_SECONDS = 120.0
COLUMNS = (
    *("customer_id", "store_id", "product_name", "sales_date", "sales_person_id", "price", "quantity", "total_cost"),
    *("receipt_id", "line_no", "product_id"),
)


def main(
    files: Annotated[int, typer.Option(help="How many files.")] = FILES,
    rows: Annotated[int, typer.Option(help="How many rows each.")] = ROWS,
    engine: Annotated[str, typer.Option(help="embedded or spark")] = "embedded",
) -> None:
    """Measure the way of a file, file by file."""
    with tempfile.TemporaryDirectory() as folder, stack(Path(folder), engine) as operator:
        made = [_write(Path(folder) / f"sales-{number:02d}.csv", number, rows) for number in range(files + 2)]
        measured = [_measure(operator, file, number) for number, file in enumerate(made)]
    measured = measured[2:]  # the first two warm the stack up
    _show(measured)
    total = sorted(each["total"] for each in measured)
    figures = {
        "bench": "latency",
        "engine": engine,
        "files": files,
        "rows_per_file": rows,
        "p50_seconds": round(statistics.median(total), 3),
        "p95_seconds": round(total[min(len(total) - 1, int(0.95 * len(total)))], 3),
        "stages_p50_seconds": {
            stage: round(statistics.median(each[stage] for each in measured), 3) for stage in measured[0]
        },
    }
    print(json.dumps(figures))


@contextmanager
def stack(folder: Path, engine: str) -> Iterator[Any]:
    """A stack of its own in a folder, brought up and taken down: the operator at it."""
    os.environ["TILLSTREAM_HOME"] = str(folder / "stack")
    os.environ["TILLSTREAM_ENGINE"] = engine
    from till.bring_up import bring_up
    from till.operator import Operator
    from till.settings import load_settings
    from till.stack.down import down

    settings = load_settings()
    try:
        bring_up(settings, lambda stage: print(stage, file=sys.stderr))
        yield Operator.at_the_stack()
    finally:
        down(settings, lambda stage: print(stage, file=sys.stderr))


def _write(path: Path, number: int, rows: int) -> tuple[Path, Decimal]:
    """A day's sales of one store; the file and its total."""
    chance = random.Random(number)
    day = date(2026, 3, 1) + timedelta(days=number)
    total = Decimal("0.00")
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for line in range(rows):
            price = Decimal(chance.randrange(50, 5000)) / 100
            quantity = chance.randrange(1, 6)
            total += price * quantity
            product = chance.randrange(1, 500)
            writer.writerow(
                [
                    chance.randrange(1, 2000),
                    chance.randrange(1, 4),
                    f"Product {product}",
                    day.isoformat(),
                    chance.randrange(1, 20),
                    price,
                    quantity,
                    price * quantity,
                    f"R{number}-{line // 5}",
                    line % 5,
                    product,
                ]
            )
    return path, total


def _measure(operator: Any, made: tuple[Path, Decimal], number: int) -> dict[str, float]:
    from till.dropping import drop
    from till.engine_client import ask

    file, total = made
    path = f"pos_sales/standard/{file.name}"
    before = _gold(operator, ask)
    dropped = drop(operator, file, path)
    written = time.time()
    give_up = time.monotonic() + PATIENCE_SECONDS
    while _gold(operator, ask) != before + total:
        if time.monotonic() > give_up:
            raise SystemExit(f"{path} is not in gold after {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.02)
    visible = time.time()
    entry, run = _settled(operator, path, dropped.etag)
    landed, received = entry.landed_at.timestamp(), entry.received_at.timestamp()
    stages = {
        "event": received - written,
        "landing": landed - received,
        "queue": run.started_at.timestamp() - landed,
        "job start": run.seconds["manifest"],
        "silver": run.seconds["silver"],
        "gold": run.seconds["gold"],
    }
    whole = visible - written
    return {**stages, "the rest": whole - sum(stages.values()), "total": whole}


def _settled(operator: Any, path: str, etag: str) -> tuple[Any, Any]:
    """The ledger's entry of the file and of its run, once both have been entered as done."""
    from functions.ledger.story import last_seen

    while True:
        entry = last_seen(operator.rows, "pos_sales", path, etag)
        run = operator.runs.get(entry.run_id) if entry and entry.run_id else None
        if run and run.finished_at:
            return entry, run
        time.sleep(0.02)


def _gold(operator: Any, ask: Any) -> Decimal:
    """The sum over gold, zero where there is no gold yet."""
    from till.engine_client import QueryRefused

    try:
        found = ask(operator.stack, "select sum(total_sales) as money from gold.sales_team_data_mart").rows[0]["money"]
    except QueryRefused:
        return Decimal("0.00")
    return found or Decimal("0.00")


def _show(measured: list[dict[str, float]]) -> None:
    table = Table(title="From dropped to gold, seconds")
    stages = list(measured[0])
    for name in ("", *stages):
        table.add_column(name, justify="right")
    for label, pick in (("min", min), ("median", statistics.median), ("max", max)):
        table.add_row(label, *(f"{pick(each[stage] for each in measured):.3f}" for stage in stages))
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
