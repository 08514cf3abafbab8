"""The `till` command: gathers the commands, and turns every named failure into a message and an exit code.

Conventions of all commands: data on stdout, progress and messages on stderr, --json wherever there is a table.
Exit codes: 0 ok, 1 the run failed, 2 wrong use or configuration, 3 data refused, 4 try again later, 130 interrupted.
Commands import what is heavy (engines, SDKs) when they run, so that `till --help` answers at once.
"""

import sys
from typing import Annotated

import typer

from jobs.contracts.errors import TillstreamError
from till.commands import (
    canary,
    check_source,
    demo,
    drop,
    erase_customer,
    files,
    generate,
    incentive,
    marts,
    missing,
    new_source,
    quarantine,
    reconcile,
    refresh,
    replay,
    sql,
    sql_views,
    stack,
    upkeep,
)
from till.output import show_error
from till.where import DEPLOYED

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

# The commands that are about a stack on this machine and nothing else.
_OF_A_LOCAL_STACK = {"up", "down", "doctor", "demo"}

# One line per module of till/commands; a module with a group of commands is added with name="...".
app.add_typer(stack.app)
app.add_typer(demo.app)
app.add_typer(generate.app)
app.add_typer(new_source.app)
app.add_typer(check_source.app)
app.add_typer(drop.app)
app.add_typer(files.app, name="files")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(replay.app)
app.add_typer(erase_customer.app)
app.add_typer(missing.app)
app.add_typer(reconcile.app)
app.add_typer(marts.app, name="marts")
app.add_typer(sql.app)
app.add_typer(sql_views.app)
app.add_typer(refresh.app)
app.add_typer(upkeep.app)
app.add_typer(incentive.app, name="incentive")
app.add_typer(canary.app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"till {version('tillstream')}")
        raise typer.Exit


@app.callback()
def till(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version)
    ] = False,
    deployed: Annotated[
        bool,
        typer.Option(
            "--deployed",
            help="Work with the environment that LAKE__blobServiceUri and AzureWebJobsStorage__... name, by your own "
            "identity, in place of the local stack.",
        ),
    ] = False,
) -> None:
    """Tillstream: from the files that tills drop to sales, customer and incentive tables."""
    if deployed and context.invoked_subcommand in _OF_A_LOCAL_STACK:
        raise typer.BadParameter(f"till {context.invoked_subcommand} is about a stack on this machine: leave it out.")
    DEPLOYED.set(deployed)


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    try:
        app()
    except TillstreamError as error:
        show_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
