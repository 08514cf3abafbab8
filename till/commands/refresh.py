"""`till refresh`: run the jobs for what waits, for what a failed run holds back, or for everything again."""

from typing import Annotated

import typer

from till.output import say
from till.progress import progress

app = typer.Typer()


@app.command()
def refresh(
    full: Annotated[bool, typer.Option("--full", help="Build silver and gold anew from every file in force.")] = False,
    month: Annotated[str, typer.Option(help="Build this month of every mart anew from silver, yyyy-mm.")] = "",
    as_of: Annotated[str, typer.Option(help="The date that snapshots look back from, yyyy-mm-dd.")] = "",
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most.")] = 3600.0,
) -> None:
    """Run the jobs for what waits, and let go what a failed run holds back."""
    from functions.clock import utc_now
    from functions.ledger.runs import FULL_REBUILD
    from jobs.contracts.messages import RunRequest
    from till.months import checked_date, checked_month
    from till.operator import Operator
    from till.runs import follow_idle, follow_run

    operator = Operator.at_the_stack()
    let_go = operator.pending.let_go()
    asked_at = utc_now()
    parts = [f"month-{checked_month(month)}" if month else "", f"as-of-{checked_date(as_of)}" if as_of else ""]
    if full and not operator.pending.live_lines():
        say("No file is in force: there is nothing to build.")
        return
    name = FULL_REBUILD if full else "-".join(filter(None, parts))
    if name:
        operator.runs.ask(name, RunRequest("", "refresh", full=full, month=month, as_of=as_of), asked_at)
    operator.wake()
    with progress("Refreshing") as shown:
        if name:
            follow_run(operator, name, asked_at, shown, patience_seconds=patience)
        else:
            follow_idle(operator, shown, patience_seconds=patience)
    say("Refreshed." + (f" {let_go} files that a failed run held back were tried again." if let_go else ""))
