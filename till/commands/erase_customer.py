"""`till erase-customer`: what a customer is called goes, from every layer and for good; the sales stay."""

from typing import Annotated

import typer

from till.output import say, show
from till.progress import progress

app = typer.Typer()


@app.command(name="erase-customer")
def erase_customer_command(
    customer: Annotated[str, typer.Argument(help="The customer_id, as files write it.")],
    by: Annotated[str, typer.Option("--by", help="Who asks for it; the ledger keeps this beside a digest of the id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask back.")] = False,
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most for each step.")] = 3600.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Erase a customer's personal data from raw, bronze, quarantine, silver, gold, and from older versions of tables.

    Rows are blanked, not removed: the id stays, every sale counts as before, and no name leads back from the id. A
    command that was cut short is given again. There is no way back: see docs/operate.md.
    """
    from till.erasing import erase_customer
    from till.operator import Operator
    from till.returning import landing_desk

    operator = Operator.at_the_stack()
    if not yes:
        typer.confirm(
            f"Erase what is known of customer {customer}, for good, with the tables' older versions?",
            abort=True,
            err=True,
        )
    with progress("Erasing") as shown:
        erasure = erase_customer(operator, landing_desk(operator), customer, by, shown, patience_seconds=patience)
    rows = [{"place": place, "count": count} for place, count in sorted(erasure.counts.items())]
    show(rows, title="Erased", as_json=as_json)
    say("Nothing else tells who the customer is. The till and the loyalty system have data of their own.")
