"""`till files` and `till quarantine`: where every file is, and why a row was refused."""

from typing import Annotated

import typer

from till.output import say, show

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Path = Annotated[str, typer.Option("--path", help="Only files whose landing path holds this text.")]


@app.command()
def files(
    path: Path = "",
    state: Annotated[str, typer.Option(help="Only files in this state, for example rejected.")] = "",
    as_json: AsJson = False,
) -> None:
    """The ledger: one line per file version that was ever dropped, the newest last."""
    from till.file_table import file_row
    from till.ledger_reading import files_of
    from till.operator import Operator

    operator = Operator.at_the_stack()
    entries = [entry for entry in files_of(operator, path) if state in ("", entry.state)]
    show([file_row(entry) for entry in entries], title="Files", as_json=as_json)
    for entry in entries:
        if entry.error and not as_json:
            say(f"{entry.path}: {entry.error}")


@app.command()
def quarantine(
    path: Path = "",
    limit: Annotated[int, typer.Option(help="How many refused rows to show at most.", min=1)] = 1000,
    as_json: AsJson = False,
) -> None:
    """The refused rows of the files in force, one line per reason."""
    from till.ledger_reading import refused_rows
    from till.operator import Operator

    operator = Operator.at_the_stack()
    reasons, rows, known = refused_rows(operator, path, limit)
    show(reasons, title="Quarantine", as_json=as_json)
    say(f"Rows in quarantine: {known}" + (f", of which the first {rows} are shown." if rows < known else "."))
