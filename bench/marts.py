"""The marts at size: a full rebuild, a day's batch, storage, small batches, snapshots, files that are dropped.

The parts are measured one after the other, each in processes of its own, on a seeded grocer that is made once and kept
in .tools/bench-marts.
"""

import json
from typing import Annotated, Any

import typer
from rich.console import Console

from bench import marts_azurite, marts_daily, marts_drop, marts_full, marts_small_batches, marts_snapshots
from bench.marts_lake import one_at_a_time

PARTS = {
    "full": marts_full,
    "daily": marts_daily,
    "azurite": marts_azurite,
    "small-batches": marts_small_batches,
    "snapshots": marts_snapshots,
}
LONG = {"drop": marts_drop}


def main(
    lines: Annotated[int, typer.Option(help="Sale lines of six months.")] = 5_000_000,
    only: Annotated[str, typer.Option(help=f"Some parts, with commas between: {', '.join(PARTS | LONG)}.")] = "",
    rounds: Annotated[int, typer.Option(help="How often each is measured.")] = 3,
    spark: Annotated[bool, typer.Option(help="Apache Spark too, once.")] = True,
    long: Annotated[bool, typer.Option("--long", help="Also a gigabyte of dropped files.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Nothing but one JSON object.")] = False,
) -> None:
    """Measure the parts, and print tables for people and one JSON object with the figures."""
    known = PARTS | LONG
    chosen = only.split(",") if only else list(known if long else PARTS)
    if unknown := sorted(set(chosen) - set(known)):
        raise typer.BadParameter(f"found {', '.join(unknown)}, expected some of {', '.join(known)}")
    figures: dict[str, Any] = {"bench": "marts", "lines": lines, "rounds": rounds}
    console = Console(stderr=True, quiet=as_json)
    with one_at_a_time():
        for part in chosen:
            figures[part] = known[part].measure(lines, rounds, spark=spark)
            for each in known[part].shown(figures[part]):
                console.print(each)
    print(json.dumps(figures))


if __name__ == "__main__":
    typer.run(main)
