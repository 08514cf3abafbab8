"""The marts at size: a full rebuild, a day's batch, storage, small batches, files that are dropped.

The parts are measured one after the other, each in processes of its own, on a seeded grocer that is made once and kept
in .tools/bench-marts.
"""

import json
from typing import Annotated, Any

import typer
from rich.console import Console

PARTS = ("full",)


def main(
    lines: Annotated[int, typer.Option(help="Sale lines of six months.")] = 5_000_000,
    only: Annotated[str, typer.Option(help=f"Some parts, with commas between: {', '.join(PARTS)}.")] = "",
    rounds: Annotated[int, typer.Option(help="How often each is measured.")] = 3,
    spark: Annotated[bool, typer.Option(help="Apache Spark too, once.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Nothing but one JSON object.")] = False,
) -> None:
    """Measure the parts, and print tables for people and one JSON object with the figures."""
    chosen = tuple(only.split(",")) if only else PARTS
    figures: dict[str, Any] = {"bench": "marts", "lines": lines, "rounds": rounds}
    console = Console(stderr=True, quiet=as_json)
    for part in chosen:
        measure, shown = _part(part)
        figures[part] = measure(lines, rounds, spark=spark)
        for each in shown(figures[part]):
            console.print(each)
    print(json.dumps(figures))


def _part(part: str) -> tuple[Any, Any]:
    from importlib import import_module

    if part not in PARTS:
        raise typer.BadParameter(f"found {part}, expected some of {', '.join(PARTS)}")
    module = import_module(f"bench.marts_{part}")
    return module.measure, module.shown


if __name__ == "__main__":
    typer.run(main)
