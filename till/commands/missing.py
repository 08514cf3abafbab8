"""`till missing`: which files are due and not there."""

from typing import Annotated

import typer

from till.output import say, show

app = typer.Typer()


@app.command()
def missing(
    as_of: Annotated[
        str, typer.Option(help="The moment to look from, ISO 8601; without a time zone it is UTC. Default: now.")
    ] = "",
    source: Annotated[str, typer.Option(help="Only the files that this source should deliver.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The files that are due by the sources' calendars and not there, and files that no calendar explains.

    Ends with 3 where a file is missing, was refused, or repeats another.
    """
    from till.completeness import calendars, gaps, moment
    from till.operator import Operator
    from till.settings import load_settings

    at = moment(as_of)
    settings = load_settings()
    known = calendars(settings.sources_folder, source)
    if not known:
        say("No source says which files it should deliver: see the section `expects` in docs/completeness.md.")
    found = gaps(Operator.at_the_stack(), known, at, settings.look_back_days)
    show(found.rows, title=f"Due and not there, {at:%Y-%m-%d %H:%M} UTC", as_json=as_json)
    say(f"Files due in the last {settings.look_back_days} days: {found.due}, not there: {found.overdue}.")
    if found.overdue:
        raise typer.Exit(3)
