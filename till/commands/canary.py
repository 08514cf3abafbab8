"""`till canary`: does an environment land, transform and take back a file, and is everything as before then."""

from typing import Annotated

import typer

from till.output import say, show
from till.progress import progress

app = typer.Typer()


@app.command()
def canary(
    mark: Annotated[str, typer.Option(help="Tells this flight from others, for example a build's number.")] = "",
    patience: Annotated[float, typer.Option(help="How many seconds each way may take at most.")] = 1800.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Drop a file of a store and a month of its own, find it in gold, take it out: are all totals as before?

    Ends with 1 where anything was found otherwise than expected, with 4 where a file did not come to gold in time.
    """
    from functions.clock import utc_now
    from functions.settings import Settings, settings
    from till.accounts import Accounts
    from till.canary.flight import Flight
    from till.canary.gold import GoldFiles
    from till.settings import load_settings
    from till.stack.state import running_stack
    from till.where import DEPLOYED

    if DEPLOYED.get():
        where = settings()
    else:
        connection = running_stack(load_settings().home).connection
        where = Settings(lake_connection=connection, ops_connection=connection)
    with progress("Flying the canary") as shown:
        flight = Flight(Accounts.of(where), GoldFiles(where), shown, patience)
        findings = list(flight.fly(mark or f"{utc_now():%Y%m%dT%H%M%S%f}"))
    rows = [
        {"check": one.check, "expected": one.expected, "found": one.found, "verdict": "ok" if one.ok else "wrong"}
        for one in findings
    ]
    show(rows, as_json=as_json)
    if not all(one.ok for one in findings):
        say("The canary was not found as expected.")
        raise typer.Exit(1)
    say("The canary came to gold and out again; every total is as it was.")
