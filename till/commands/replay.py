"""`till replay`: check files again from raw/, after a contract or a mapping has changed."""

from typing import Annotated

import typer

from till.output import say, show
from till.progress import progress

app = typer.Typer()


@app.command()
def replay(
    path: Annotated[str, typer.Option("--path", help="Only files whose landing path holds this text.")] = "",
    day: Annotated[str, typer.Option(help="Only files dropped on this day, yyyy-mm-dd, UTC.")] = "",
    source: Annotated[str, typer.Option(help="Only files of this source.")] = "",
    dataset: Annotated[str, typer.Option(help="Only files of this dataset.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every file, where nothing else is chosen.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until gold holds what has changed.")] = False,
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most.")] = 900.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print what has changed as JSON.")] = False,
) -> None:
    """Check files again from their bytes in raw/, under today's contract and mapping, as if they had come today.

    Files in force and refused ones are taken. Each is shown that is checked by other rules now, or with another
    outcome; rows that a person has mended stay mended where the file's own are still refused.
    """
    from functions.ledger.entries import FileState
    from till.operator import Operator
    from till.replaying import checked_day, chosen_files, replay_all, replayed_row
    from till.returning import follow_contents, landing_desk

    _require_a_choice(path, day, source, dataset, everything)
    operator = Operator.at_the_stack()
    chosen = chosen_files(operator, path=path, day=checked_day(day), source=source, dataset=dataset)
    with progress("Replaying", len(chosen)) as shown:
        replayed = list(replay_all(landing_desk(operator), chosen, shown))
    if wait:
        contents = sorted({(one.after.dataset, one.after.content) for one in replayed})
        with progress("Following", len(contents)) as shown:
            follow_contents(operator, contents, shown, patience_seconds=patience)
    changed = [one for one in replayed if one.is_changed]
    show([replayed_row(one) for one in changed], title="Replayed", as_json=as_json)
    say(f"{len(replayed)} files were checked again: {len(changed)} changed, {len(replayed) - len(changed)} did not.")
    refused = [one.after for one in changed if one.after.state == FileState.REJECTED]
    for entry in refused:
        say(f"{entry.path}: refused [{entry.refusal}]: {entry.error}")
    if refused:
        raise typer.Exit(3)


def _require_a_choice(path: str, day: str, source: str, dataset: str, everything: bool) -> None:
    from jobs.contracts.errors import ConfigurationInvalid

    if any((path, day, source, dataset)) == everything:
        raise ConfigurationInvalid(
            "Which files are to be checked again?",
            found="a choice and --all" if everything else "no choice",
            expected="--path, --day, --source or --dataset, or several of them; or --all alone",
            next_step="name the files; till files lists them",
        )
