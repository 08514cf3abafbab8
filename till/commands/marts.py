"""`till marts`: what the tables of gold hold, and what they are built from."""

from typing import TYPE_CHECKING, Annotated

import typer

from till.output import show, show_text, show_tree

if TYPE_CHECKING:
    from jobs.derive.definition import Definition

app = typer.Typer(no_args_is_help=True, help="The tables of gold: which, what they hold, what they are built from.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_PARTS = {"day": "by day", "month": "by month", "whole": "as a whole"}


@app.command()
def ls(
    everything: Annotated[
        bool, typer.Option("--all", help="The tables of silver that marts are summed from too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Every table of gold in a sentence, with its grain and which part of it is rebuilt at a time."""
    from jobs.contracts import names
    from jobs.derive.definition import definitions

    chosen = [said for said in definitions() if everything or said.file_system == names.GOLD]
    show([_row(said) for said in chosen], as_json=as_json)


@app.command(name="show")
def show_mart(
    name: Annotated[str, typer.Argument(help="The table, with or without its gold. or silver.")],
    as_json: AsJson = False,
) -> None:
    """What a table holds: its definition, and each of its columns."""
    from till.mart_choice import chosen_definition
    from till.mart_graph import full_name

    said = chosen_definition(name)
    columns = [{"column": name, "type": type_, "holds": held} for name, (type_, held) in said.columns.items()]
    built_from = [full_name(each) for each in said.reads]
    if as_json:
        whole = {**_row(said), "definition": said.paragraphs, "why_rebuilt": said.rebuilt, "reads": built_from}
        show([whole | {"columns": columns}], as_json=True)
        return
    show_text(str(said), said.summary, *said.paragraphs)
    show_text(f"Rebuilt: {said.rebuilt}", f"Grain: {', '.join(said.grain)}.", f"Reads: {', '.join(built_from)}.")
    show(columns)


@app.command()
def graph(
    name: Annotated[str, typer.Argument(help="Only this table and what it stands on.")] = "",
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="Print a Mermaid flowchart.")] = False,
    as_json: AsJson = False,
) -> None:
    """What reads what, from silver to the marts; for one table, what it reads."""
    from till.mart_choice import chosen_definition
    from till.mart_graph import graph_rows, mermaid, reads, tree_of, tree_of_all, upstream

    table = chosen_definition(name).name if name else ""
    chosen = upstream(table) if table else frozenset(reads())
    if as_json:
        show(graph_rows(chosen), as_json=True)
    elif as_mermaid:
        typer.echo(mermaid(chosen), nl=False)
    else:
        show_tree(tree_of(table) if table else tree_of_all())


def _row(said: "Definition") -> dict[str, object]:
    return {
        "name": said.name,
        "schema": said.file_system,
        "grain": ", ".join(said.grain),
        "rebuilt": _PARTS[said.per],
        "holds": said.summary,
    }
