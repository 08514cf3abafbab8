"""`till reconcile`: do the numbers add up, file by file and month by month."""

from typing import Annotated

import typer

from till.output import say, show_tables

app = typer.Typer()


@app.command()
def reconcile(
    path: Annotated[str, typer.Option("--path", help="Only files whose landing path holds this text.")] = "",
    month: Annotated[str, typer.Option(help="Only this month and the files that touch it, yyyy-mm.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rows and money of each file in force and of each month: in, landed, quarantined, duplicate, silver, gold.

    Ends with 3 where a row or a cent is missing or a failed run holds a file back, with 4 where a run has still work.
    """
    from till.months import checked_month
    from till.operator import Operator
    from till.reconcile import reconcile as compare_all
    from till.reconcile_files import Outcome
    from till.reconcile_tables import file_row, month_rows, summary

    found = compare_all(Operator.at_the_stack(), path=path, month=checked_month(month) if month else "")
    months = month_rows(found.months, all_of_them=as_json)
    tables = {"files": [*map(file_row, found.files)], "months": months}
    show_tables(tables, as_json=as_json)
    for where, what in found.differences():
        say(f"{where}: {what}")
    say(summary(found))
    if found.has(Outcome.DIFFERS, Outcome.HELD_BACK):
        raise typer.Exit(3)
    if found.has(Outcome.UNDER_WAY):
        raise typer.Exit(4)
