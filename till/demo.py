"""The demo: a fresh stack, a generated season of sales, and the check that what comes out is what went in."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.ledger.entries import FileEntry
from jobs.contracts.errors import ConfigurationInvalid
from till.bring_up import bring_up
from till.dropping import Dropped, drop, follow
from till.generate import Generated, generate
from till.incentive import compute, payouts, write_report
from till.operator import Operator
from till.progress import progress
from till.settings import StackSettings, load_settings
from till.stack.down import down

FIRST_MONTH = "2026-07"
MARK = "made-by-demo"
PATIENCE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the demo came to: who earns what in the month, and five figures, each found in two places."""

    month: str
    winners: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    next_steps: list[str]

    @property
    def adds_up(self) -> bool:
        return all(figure["expected"] == figure["found"] for figure in self.figures)


def run_demo(*, stores: int, months: int, seed: int) -> Outcome:
    """Run the whole way once, in a stack of its own.

    Raises ConfigurationInvalid where the stack's folder holds what no demo has made.
    """
    settings = load_settings()
    _make_room(settings)
    with progress("Starting the stack") as shown:
        bring_up(settings, shown.stage)
    with progress("Generating till files") as shown:
        made = generate(
            settings.home / "demo-files",
            stores=stores,
            months=months,
            first_month=FIRST_MONTH,
            seed=seed,
            dirty=0.005,
            on_file=shown.advance,
        )
    operator = Operator.at_the_stack()
    entries = _through_the_pipeline(operator, made)
    month = max(f"{file.day:%Y-%m}" for file in made.sales)
    with progress(f"Computing the incentive of {month}") as shown:
        compute(operator, month, shown, patience_seconds=PATIENCE_SECONDS)
    report = settings.home / "reports" / f"incentive-{month}.xlsx"
    report.parent.mkdir(exist_ok=True)
    write_report(operator, month, report)
    winners = payouts(operator, month, winners_only=True)
    shown_winners = [_winner(row) for row in winners]
    return Outcome(month, shown_winners, _figures(operator, made, entries), _next_steps(report, month, winners))


def _make_room(settings: StackSettings) -> None:
    """A fresh folder: an earlier demo's is emptied, anybody else's is left alone."""
    home = settings.home
    if (home / "stack.json").exists() and not (home / MARK).exists():
        raise ConfigurationInvalid(
            "The demo needs a stack of its own.",
            where=str(home),
            found="a stack that no demo has made",
            expected="an empty folder, or one that an earlier demo has made",
            next_step="TILLSTREAM_HOME=/tmp/tillstream-demo till demo",
        )
    if (home / MARK).exists():
        down(settings, lambda stage: None)
        for made in ("data", "demo-files", "reports", "logs"):
            shutil.rmtree(home / made, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()


def _through_the_pipeline(operator: Operator, made: Generated) -> list[FileEntry]:
    """Drop every file as a till would, dimensions first, and follow each until gold holds it."""
    dropped: list[Dropped] = []
    with progress("Dropping", len(made.paths)) as shown:
        for path in made.paths:
            dropped.append(drop(operator, made.folder / path, path))
            shown.advance()
    with progress("Following", len(dropped)) as shown:
        return follow(operator, dropped, shown, patience_seconds=PATIENCE_SECONDS)


def _winner(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "store": row["store_address"],
        "salesperson": f"{row['full_name']} ({row['sales_person_id']})",
        "total_sales": row["total_sales"],
        "incentive": row["incentive"],
    }


def _figures(operator: Operator, made: Generated, entries: list[FileEntry]) -> list[dict[str, Any]]:
    """Five figures: what the generator wrote, against what the ledger, silver and gold hold."""
    sales = [entry for entry in entries if entry.dataset == "pos_sales"]
    silver = operator.ask("select count(*) as n, sum(net_sales) as money from silver.sales").rows[0]
    gold = operator.ask("select sum(total_sales) as money from gold.sales_team_data_mart").rows[0]
    rows_dropped = made.rows_good + made.rows_dirty
    return [
        _figure("rows dropped", rows_dropped, sum(entry.rows_in for entry in sales), "in the ledger"),
        _figure("of them refused", made.rows_dirty, sum(entry.quarantined for entry in sales), "in quarantine"),
        _figure("of them sales", rows_dropped - made.rows_dirty, silver["n"], "in silver.sales"),
        _figure("net sales", made.total_cost, silver["money"], "in silver.sales"),
        _figure("net sales by salesperson", made.total_cost, gold["money"], "in gold.sales_team_data_mart"),
    ]


def _figure(name: str, expected: object, found: object, where: str) -> dict[str, Any]:
    return {"figure": name, "expected": expected, "found": found, "where": where}


def _next_steps(report: Path, month: str, winners: list[dict[str, Any]]) -> list[str]:
    person = winners[0]["sales_person_id"] if winners else 1
    return [
        f"The report for managers: {report}",
        "Try next:",
        f"  till incentive explain --month {month} --person {person}",
        "  till quarantine ls",
        '  till sql "select * from gold.customer_data_mart order by total_sales desc limit 5"',
    ]
