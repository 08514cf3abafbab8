"""`till generate`: seeded till files to try everything with."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from till.output import say, show
from till.progress import progress

app = typer.Typer()


@app.command()
def generate(
    out: Annotated[Path, typer.Option("--out", help="A new or an empty folder.")] = Path("till-files"),
    stores: Annotated[int, typer.Option(help="How many stores.")] = 3,
    months: Annotated[int, typer.Option(help="How many months.")] = 3,
    first_month: Annotated[str, typer.Option(help="The first of them, yyyy-mm.")] = "2026-07",
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 7,
    dirty: Annotated[float, typer.Option(help="The share of sale lines that are spoiled, 0 to 0.5.")] = 0.005,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Write seeded, believable till files: sales per store and day, customers, products, staff, stores, and more."""
    from till.generate import generate as generate_files

    with progress("Generating till files") as shown:
        made = generate_files(
            out,
            stores=stores,
            months=months,
            first_month=first_month,
            seed=seed,
            dirty=dirty,
            on_file=shown.advance,
        )
    sales = {
        "dataset": "pos_sales",
        "files": len(made.sales),
        "rows_good": made.rows_good,
        "rows_dirty": made.rows_dirty,
        "total_cost": made.total_cost,
    }
    files, rows = Counter[str](), Counter[str]()
    for path, good in (made.dimensions | made.beside).items():
        dataset = path.split("/")[0]
        files[dataset] += 1
        rows[dataset] += good
    others = (
        {"dataset": dataset, "files": count, "rows_good": rows[dataset], "rows_dirty": 0, "total_cost": None}
        for dataset, count in files.items()
    )
    show([sales, *others], as_json=as_json)
    say(f"{len(made.paths)} files lie below {out}, each in the folder that it is dropped to in landing.")
