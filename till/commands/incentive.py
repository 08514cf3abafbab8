"""`till incentive`: the monthly run, what it came to, and why."""

from pathlib import Path
from typing import Annotated

import typer

from till.output import say, show
from till.progress import progress

app = typer.Typer(no_args_is_help=True, help="The monthly sales incentive.")

Month = Annotated[str, typer.Option(help="The month, yyyy-mm.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def run(
    month: Month,
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most.")] = 900.0,
    as_json: AsJson = False,
) -> None:
    """Compute a month's incentive; computing it again changes nothing."""
    from till.incentive import compute, payouts
    from till.operator import Operator

    operator = Operator.at_the_stack()
    with progress(f"Computing {month}") as shown:
        compute(operator, month, shown, patience_seconds=patience)
    show(payouts(operator, month, winners_only=True), title=f"Incentive {month}", as_json=as_json)
    say(f"Why an amount is what it is: till incentive explain --month {month} --person ID")


@app.command(name="show")
def show_month(
    month: Month,
    everyone: Annotated[bool, typer.Option("--all", help="Also those who earn nothing.")] = False,
    report: Annotated[Path | None, typer.Option(help="Also write the report for managers to this .xlsx file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Who earns what in a month that was computed."""
    from till.incentive import payouts, write_report
    from till.operator import Operator

    operator = Operator.at_the_stack()
    show(payouts(operator, month, winners_only=not everyone), title=f"Incentive {month}", as_json=as_json)
    if report:
        write_report(operator, month, report)
        say(f"The report is in {report}")


@app.command()
def explain(
    month: Month,
    person: Annotated[int, typer.Option(help="The salesperson's id.")],
    as_json: AsJson = False,
) -> None:
    """The lines that explain one salesperson's amount."""
    from till.incentive import explanation
    from till.operator import Operator

    show(explanation(Operator.at_the_stack(), month, person), title=f"{person} in {month}", as_json=as_json)
