"""`till up`, `down`, `status` and `doctor`: the local stack."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from till.output import say, show
from till.progress import progress

if TYPE_CHECKING:
    from till.stack.status import ProcessStatus

app = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Engine(StrEnum):
    """What may run the jobs."""

    EMBEDDED = "embedded"
    SPARK = "spark"


@app.command()
def up(
    engine: Annotated[Engine | None, typer.Option(help="What runs the jobs; TILLSTREAM_ENGINE says so too.")] = None,
) -> None:
    """Start the stack in TILLSTREAM_HOME, or what is missing of it."""
    from till.bring_up import bring_up
    from till.settings import load_settings

    settings = load_settings()
    if engine:
        settings = settings.model_copy(update={"engine": engine.value})
    with progress("Starting the stack") as shown:
        outcome = bring_up(settings, shown.stage)
    if outcome.already_up:
        say(f"The stack in {settings.home} is already up.")
    else:
        say(f"Up: {', '.join(outcome.started)} started in {settings.home}, engine {outcome.stack.engine}.")


@app.command()
def down() -> None:
    """Stop the stack; its data stays, and till up goes on from there."""
    from till.settings import load_settings
    from till.stack.down import down as stop_stack

    settings = load_settings()
    with progress("Stopping the stack") as shown:
        ended = stop_stack(settings, shown.stage)
    if not ended:
        say(f"There is no stack in {settings.home}.")
    for one in ended:
        say(f"{one.name}: {one.outcome}")


@app.command()
def status(as_json: AsJson = False) -> None:
    """What runs of the stack, and what waits in it; with `till --deployed`, what waits in the environment."""
    from till.operator import Operator
    from till.settings import load_settings
    from till.stack.status import UP
    from till.stack.status import status as stack_status
    from till.waiting import what_waits
    from till.where import DEPLOYED

    if DEPLOYED.get():
        waiting = what_waits(Operator.at_the_stack())
        show([asdict(waiting)], title="What waits", as_json=as_json)
    else:
        settings = load_settings()
        processes = stack_status(settings)
        show([_row(process) for process in processes], title=str(settings.home), as_json=as_json)
        if any(process.state != UP for process in processes):
            say("The stack is not up, or not all of it. Start what is missing: till up")
            raise typer.Exit(4)
        waiting = what_waits(Operator.at_the_stack())
    for line in waiting.sentences():
        say(line)


def _row(process: "ProcessStatus") -> dict[str, object]:
    uptime, memory = process.uptime_seconds, process.memory_mb
    whole = {
        "uptime_seconds": None if uptime is None else round(uptime),
        "memory_mb": None if memory is None else round(memory),
    }
    return asdict(process) | whole


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Examine what the stack stands on: tools, ports, settings, storage, queues."""
    from till.stack.doctor import Verdict
    from till.stack.doctor import doctor as examine

    findings = examine()
    show([asdict(finding) for finding in findings], title="Doctor", as_json=as_json)
    if any(finding.verdict == Verdict.WRONG for finding in findings):
        raise typer.Exit(1)
