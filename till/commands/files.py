"""`till files`: where every file is, and the whole story of one."""

from typing import Annotated

import typer

from jobs.contracts.paths import printable
from till.output import say, show

app = typer.Typer(help="The ledger: every file version that was ever dropped.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def files(
    context: typer.Context,
    path: Annotated[str, typer.Option("--path", help="Only files whose landing path holds this text.")] = "",
    state: Annotated[str, typer.Option(help="Only files in this state, for example rejected.")] = "",
    as_json: AsJson = False,
) -> None:
    """The ledger: one line per file version that was ever dropped, the newest last; `show` tells one file's story."""
    if context.invoked_subcommand:
        return
    from till.file_table import file_row
    from till.ledger_reading import files_of
    from till.operator import Operator

    operator = Operator.at_the_stack()
    entries = [entry for entry in files_of(operator, path) if state in ("", entry.state)]
    show([file_row(entry) for entry in entries], title="Files", as_json=as_json)
    for entry in entries:
        if entry.error and not as_json:
            say(f"{printable(entry.path)}: {entry.error}")


@app.command(name="show")
def show_file(
    file: Annotated[str, typer.Argument(help="Its landing path, a part of it, or the beginning of its version id.")],
    as_json: AsJson = False,
) -> None:
    """The whole story of one file: what happened to it, what became of its rows, and what to do next."""
    from dataclasses import asdict

    from till.file_choice import chosen_file
    from till.file_story import story_of
    from till.file_table import file_row
    from till.ledger_reading import files_of
    from till.operator import Operator

    operator = Operator.at_the_stack()
    entries = files_of(operator)
    entry = chosen_file(entries, file)
    story = story_of(operator, entry, entries)
    if as_json:
        whole = {**file_row(entry), "version": entry.version, "error": entry.error or None, **asdict(story)}
        show([whole], as_json=True)
        return
    show(story.events, title=f"{entry.path} ({entry.version[:12]}): {entry.state}")
    show([story.rows], title="Its rows")
    if story.reasons:
        show(story.reasons, title="Why rows were refused")
    show(story.places, title="Where it lies")
    if entry.error:
        say(entry.error)
    versions = sum(1 for other in entries if other.path == entry.path) - 1
    if versions:
        say(f"{versions} other version(s) of this path: till files --path '{entry.path}'")
    say(f"Next: {story.next_step}")
