"""`till new-source`: a source YAML proposed from a sample."""

from pathlib import Path
from typing import Annotated

import typer

from till.output import say, show

app = typer.Typer()


@app.command(name="new-source")
def new_source(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A file of the till.")],
    name: Annotated[str, typer.Option(help="The name of the new source.")],
    dataset: Annotated[str, typer.Option(help="The dataset that the file is of.")] = "pos_sales",
    time_zone: Annotated[str, typer.Option(help="The stores' time zone (IANA), which no file tells.")] = "",
    out: Annotated[str, typer.Option(help="Where to write it, - for stdout; sources/<name>.yaml where left out.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print what was told of the columns as JSON.")] = False,
) -> None:
    """Propose a source from a file, and say what could not be told. Nothing is ever overwritten."""
    from jobs.contracts.dataset import contract
    from till.new_source.asked import landing_path, target, write_new
    from till.new_source.propose import propose
    from till.new_source.sample import take_sample
    from till.new_source.shown import column_rows, say_doubts, say_trial
    from till.new_source.trial import tried

    agreed = contract(dataset)
    path = landing_path(file, name, dataset)
    where = target(name, out)
    sample = take_sample(file, path)
    proposal = propose(sample, name, agreed, time_zone)
    if where is None:
        typer.echo(proposal.text, nl=False)
    else:
        write_new(where, proposal.text)
        show(column_rows(proposal.entries), title=f"{name}, {dataset}", as_json=as_json)
        say(f"Written: {where}")
    say_doubts(proposal)
    say_trial(tried(proposal.text, name, agreed, sample))
