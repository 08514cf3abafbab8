"""`till sql`: silver, gold and the star, by SQL."""

from typing import Annotated

import typer

from till.output import say, show

app = typer.Typer()


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help='For example "select * from gold.sales_team_data_mart limit 5".')],
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """Ask silver.*, gold.* and star.* by one reading SQL statement; "show tables in gold" lists them."""
    from till.operator import Operator

    answer = Operator.at_the_stack().ask(query)
    show(answer.rows, as_json=as_json)
    if answer.truncated:
        say(f"There are more rows: only the first {len(answer.rows):,} are shown.")
