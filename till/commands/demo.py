"""`till demo`: the whole way of a file, from nothing to a payable incentive."""

from typing import Annotated

import typer

from till.output import say, show

app = typer.Typer()


@app.command()
def demo(
    down: Annotated[bool, typer.Option("--down", help="Stop the stack at the end.")] = False,
    stores: Annotated[int, typer.Option(help="How many stores.")] = 3,
    months: Annotated[int, typer.Option(help="How many months.")] = 3,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 7,
) -> None:
    """A fresh stack, generated stores, files dropped, gold, the month's incentive, and where to look next."""
    from till.demo import run_demo

    outcome = run_demo(stores=stores, months=months, seed=seed)
    show(outcome.winners, title=f"Incentive {outcome.month}: who earns what")
    show(outcome.figures, title="Do the numbers add up?")
    for line in outcome.next_steps:
        say(line)
    if down:
        from till.settings import load_settings
        from till.stack.down import down as stop_stack

        stop_stack(load_settings(), lambda stage: say(f"Demo: {stage}"))
    if not outcome.adds_up:
        raise typer.Exit(1)
