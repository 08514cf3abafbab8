"""`till sql-views`: gold as views for a SQL endpoint in Azure, with comments and grants."""

from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer()


class Dialect(StrEnum):
    """Whose SQL it is."""

    DATABRICKS = "databricks"
    SYNAPSE = "synapse"


@app.command(name="sql-views")
def sql_views(
    dialect: Annotated[Dialect, typer.Option(help="Unity Catalog of Databricks, or Synapse serverless SQL.")],
    lake: Annotated[str, typer.Option(help="Where the lake lies: abfss://{file_system}@ACCOUNT.dfs.core.windows.net")],
    readers: Annotated[str, typer.Option(help="The group that sees the views without personal data.")],
    readers_of_persons: Annotated[str, typer.Option(help="The group that sees names, addresses and numbers too.")],
    catalog: Annotated[str, typer.Option(help="The catalog in Unity Catalog.")] = "tillstream",
) -> None:
    """Print the SQL that makes gold readable: a view for each mart, what it and its columns hold, and grants."""
    from jobs.contracts.errors import ConfigurationInvalid
    from till.sql_views import databricks, synapse
    from till.sql_views.shown import Readers

    if "{file_system}" not in lake or "'" in lake:
        raise ConfigurationInvalid(
            "The lake cannot be told by this address.",
            where="--lake",
            found=lake,
            expected="abfss://{file_system}@ACCOUNT.dfs.core.windows.net",
            next_step="put {file_system} where the name of the file system belongs",
        )
    groups = Readers(readers, readers_of_persons)
    if dialect is Dialect.DATABRICKS:
        text = ";\n\n".join(databricks.statements(lake, catalog, groups)) + ";\n"
    else:
        text = "\nGO\n\n".join(synapse.statements(lake, groups)) + "\nGO\n"
    typer.echo(text, nl=False)
