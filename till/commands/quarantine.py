"""`till quarantine`: which rows were refused and why; out to a spreadsheet, and back when they are mended."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from till.output import say, show

app = typer.Typer(no_args_is_help=True, help="Refused rows: which, why, out for mending, and back.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PathText = Annotated[str, typer.Option("--path", help="Only files whose landing path holds this text.")]
File = Annotated[
    str, typer.Argument(help="The file: its landing path, a part of it, or the beginning of its version id.")
]


@app.command()
def ls(path: PathText = "", as_json: AsJson = False) -> None:
    """The files in force that have refused rows, those with the most first."""
    from till.file_table import quarantine_row
    from till.ledger_reading import quarantined_files
    from till.operator import Operator

    files = quarantined_files(Operator.at_the_stack(), path)
    show([quarantine_row(entry) for entry in files], title="Files with refused rows", as_json=as_json)
    say(f"Rows in quarantine: {sum(entry.quarantined for entry in files)}.")


@app.command(name="show")
def show_rows(
    path: PathText = "",
    limit: Annotated[int, typer.Option(help="How many refused rows to show at most.", min=1)] = 1000,
    as_json: AsJson = False,
) -> None:
    """The refused rows of the files in force, one line per reason."""
    from till.ledger_reading import refused_rows
    from till.operator import Operator

    reasons, rows, known = refused_rows(Operator.at_the_stack(), path, limit)
    show(reasons, title="Quarantine", as_json=as_json)
    say(f"Rows in quarantine: {known}" + (f", of which the first {rows} are shown." if rows < known else "."))


@app.command()
def export(
    file: File,
    out: Annotated[Path | None, typer.Option(help="Write here, as spreadsheets read it; else to stdout.")] = None,
) -> None:
    """A file's refused rows as CSV in the till's own layout, with each row's number and reasons, to be mended.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, which the return takes off again.
    """
    from functions.landing.returned import refused_export
    from till.operator import Operator
    from till.returning import landing_desk, with_rows

    operator = Operator.at_the_stack()
    entry = with_rows(operator, file)
    made = refused_export(landing_desk(operator), entry.dataset, entry.content)
    if out:
        out.write_bytes(made.text.encode("utf-8-sig"))  # without the mark, spreadsheets guess another encoding
    else:
        sys.stdout.buffer.write(made.text.encode())
        sys.stdout.buffer.flush()
    say(f"{made.rows} refused rows of {entry.path}" + (f" are in {out}" if out else "."))
    if made.as_text:
        say(f"{made.as_text} of them have fields that cannot be told apart: fill these in by tillstream_text.")
    if made.cut:
        say(f"{made.cut} of these are too long and are cut there: mend them in the till's file, and drop it again.")
    say(f"Once they are mended: till quarantine return {entry.version[:12]} {out or 'mended.csv'}")


@app.command(name="return")
def return_file(
    file: File,
    mended: Annotated[Path, typer.Argument(help="The mended rows.", exists=True, dir_okay=False, readable=True)],
    wait: Annotated[bool, typer.Option("--wait", help="Wait until gold holds them.")] = False,
    patience: Annotated[float, typer.Option(help="How many seconds to wait at most.")] = 900.0,
    as_json: AsJson = False,
) -> None:
    """Land mended rows under their file version; what is still wrong stays in quarantine with its new reasons."""
    from till.operator import Operator
    from till.progress import progress
    from till.returning import follow_contents, give_back, returned_row, with_rows

    operator = Operator.at_the_stack()
    entry = with_rows(operator, file)
    done = give_back(operator, entry, mended)
    if wait:
        with progress("Following", 1) as shown:
            follow_contents(operator, [(entry.dataset, entry.content)], shown, patience_seconds=patience)
    show([returned_row(operator, done)], as_json=as_json)
    if done.is_known:
        say("These rows were returned before: nothing has changed.")
    elif done.still_refused:
        say(f"{done.still_refused} rows are still refused: till quarantine show --path '{done.entry.path}'")
