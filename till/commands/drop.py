"""`till drop`: what a till does."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from till.output import say, show
from till.progress import progress

app = typer.Typer()


@app.command()
def drop(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    dataset: Annotated[str, typer.Option(help="The dataset, for example pos_sales.")],
    source: Annotated[str, typer.Option(help="The source: the name of a YAML file in sources/.")],
    folder: Annotated[str, typer.Option(help="A folder below the source, for example store-1.")] = "",
    wait: Annotated[bool, typer.Option("--wait", help="Wait until gold holds the files.")] = False,
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most.")] = 900.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what became of each file as JSON.")] = False,
) -> None:
    """Put files into the landing container; with --wait, until gold holds them."""
    from functions.landing.source import load_source
    from functions.ledger.entries import FileState
    from jobs.contracts.dataset import contract
    from jobs.contracts.paths import LandingPath
    from till.dropping import drop as drop_file
    from till.dropping import follow
    from till.file_table import file_row
    from till.operator import Operator
    from till.settings import load_settings

    load_source(load_settings().sources_folder, source).mapping(contract(dataset))
    operator = Operator.at_the_stack()
    _require_names_of_their_own(files)
    below = f"{folder.strip('/')}/" if folder.strip("/") else ""
    with progress("Dropping", len(files)) as shown:
        dropped = []
        for file in files:
            dropped.append(drop_file(operator, file, str(LandingPath(dataset, source, f"{below}{file.name}"))))
            shown.advance()
    if not wait:
        show([{"path": one.path, "etag": one.etag} for one in dropped], as_json=as_json)
        say("Dropped. Where they are: till files")
        return
    with progress("Following", len(dropped)) as shown:
        entries = follow(operator, dropped, shown, patience_seconds=patience)
    show([file_row(entry) for entry in entries], as_json=as_json)
    rejected = [entry for entry in entries if entry.state == FileState.REJECTED]
    for entry in rejected:
        say(f"Refused [{entry.refusal}]: {entry.error}")
    if rejected:
        raise typer.Exit(3)
    if any(entry.quarantined for entry in entries):
        say("Some rows were refused. Which, and why: till quarantine show")


def _require_names_of_their_own(files: list[Path]) -> None:
    from jobs.contracts.errors import ConfigurationInvalid

    named = Counter(file.name for file in files)
    twice = sorted(name for name, count in named.items() if count > 1)
    if twice:
        raise ConfigurationInvalid(
            "Files of one name would replace each other in landing.",
            found=", ".join(twice),
            expected="each name once",
            next_step="drop them by a command each, with --folder, for example --folder store-1",
        )
