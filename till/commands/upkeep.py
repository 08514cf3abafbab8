"""`till upkeep`: make the tables' many small files few, and delete what was replaced more than seven days ago."""

from typing import Annotated

import typer

from till.output import say
from till.progress import progress

app = typer.Typer()


@app.command()
def upkeep(
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most.")] = 3600.0,
) -> None:
    """Compact the tables now; a timer does it every hour."""
    from functions.clock import utc_now
    from functions.transform.upkeep import UPKEEP, ask_for_upkeep
    from till.operator import Operator
    from till.runs import follow_run

    operator = Operator.at_the_stack()
    asked_at = utc_now()
    ask_for_upkeep(operator.runs)
    operator.wake()
    with progress("Tending the tables") as shown:
        follow_run(operator, UPKEEP, asked_at, shown, patience_seconds=patience)
    say("The tables are compacted.")
