"""`till check-source`: what landing would do with files, without a stack."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command(name="check-source")
def check_source(
    files: Annotated[
        list[Path], typer.Argument(help="Files; - reads their paths from stdin, one a line.", show_default=False)
    ],
    source: Annotated[str, typer.Option(help="The source: the name of a YAML file in sources/.")] = "",
    dataset: Annotated[
        str, typer.Option(help="The dataset; pos_sales, or the first of --contract, where left out.")
    ] = "",
    contract: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Any ODCS v3 contract in YAML.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A source YAML from anywhere.")
    ] = None,
    cap: Annotated[int, typer.Option(min=0, help="How many violations of a file are listed; all are counted.")] = 1000,
    dropped_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day (UTC) on which the files are dropped.")
    ] = None,
    path_root: Annotated[
        Path | None, typer.Option(file_okay=False, help="The part of a file's path below it is its name in landing.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object per file, each on a line.")] = False,
) -> None:
    """Say what landing would do with files. Ends with 3 where one is rejected; refused rows alone are no failure."""
    from dataclasses import replace

    from till.check_source.asked import asked_terms, paths
    from till.check_source.checked import REJECTED
    from till.check_source.checked import checked as check
    from till.check_source.shown import object_lines, say_unchecked, show_table

    terms = asked_terms(source=source, dataset=dataset, contract_file=contract, mapping_file=mapping)
    terms = replace(terms, dropped_on=dropped_on.date() if dropped_on else None, path_root=path_root)
    say_unchecked(terms)
    outcomes = (check(file, terms, cap) for file in paths(files))
    states = object_lines(outcomes) if as_json else show_table(outcomes)
    if REJECTED in states:
        raise typer.Exit(3)
