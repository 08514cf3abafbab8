"""The views as T-SQL for Synapse serverless SQL: each reads a Delta table of gold where it lies.

Serverless SQL keeps no comments on columns, so that what they hold stands in the text of the view. Files are read
with the workspace's identity, by way of a credential that readers have to be granted: whoever may use that can also
read the files, so that the views spare readers personal data and do not keep it from them.
"""

from collections.abc import Iterator

from till.sql_views.shown import READABLE, WHOLE, Readers, Shown, shown_views

_SOURCE = "tillstream_gold"
_CREDENTIAL = "tillstream_lake"
_TYPES = {"string": "varchar(8000) COLLATE Latin1_General_100_BIN2_UTF8", "boolean": "bit", "timestamp": "datetime2(6)"}


def statements(lake: str, readers: Readers) -> Iterator[str]:
    """The statements in their order, each a batch of its own; each can be run again.

    lake   the lake's root, with {file_system} in it
    """
    location = lake.format(file_system="gold")
    yield f"{_unless('symmetric_keys', '##MS_DatabaseMasterKey##')}\n  CREATE MASTER KEY"
    yield (
        f"{_unless('database_scoped_credentials', _CREDENTIAL)}\n"
        f"  CREATE DATABASE SCOPED CREDENTIAL {_name(_CREDENTIAL)} WITH IDENTITY = 'Managed Identity'"
    )
    yield (
        f"{_unless('external_data_sources', _SOURCE)}\n"
        f"  CREATE EXTERNAL DATA SOURCE {_name(_SOURCE)}\n"
        f"  WITH (LOCATION = {_text(location)}, CREDENTIAL = {_name(_CREDENTIAL)})"
    )
    for group in sorted({readers.everyone, readers.of_persons}):
        yield f"GRANT REFERENCES ON DATABASE SCOPED CREDENTIAL::{_name(_CREDENTIAL)} TO {_name(group)}"
    for schema in (READABLE, WHOLE):
        yield f"IF SCHEMA_ID({_text(schema)}) IS NULL EXEC({_text(f'CREATE SCHEMA {_name(schema)}')})"
    for view in shown_views():
        yield _view(view)
        yield f"GRANT SELECT ON OBJECT::{_name(view.schema, view.mart.name)} TO {_name(readers.of(view.schema))}"


def _unless(there: str, name: str) -> str:
    return f"IF NOT EXISTS (SELECT 1 FROM sys.{there} WHERE name = {_text(name)})"  # noqa: S608  # all names are ours


def _view(view: Shown) -> str:
    told = "\n".join(f"-- {name}: {_one_line(view.mart.columns[name][1])}" for name in view.columns)
    chosen = ", ".join(map(_name, view.columns))
    typed = ",\n  ".join(f"{_name(name)} {_type(view.mart.columns[name][0])}" for name in view.columns)
    return (
        f"CREATE OR ALTER VIEW {_name(view.schema, view.mart.name)} AS\n"
        f"-- {_one_line(view.comment)}\n{told}\n"
        f"SELECT {chosen}\n"
        f"FROM OPENROWSET(BULK {_text(view.mart.name)}, DATA_SOURCE = {_text(_SOURCE)}, FORMAT = 'DELTA')\n"
        f"WITH (\n  {typed}\n) AS [rows]"
    )


def _type(spark: str) -> str:
    return _TYPES.get(spark, spark)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(*parts: str) -> str:
    return ".".join(f"[{part.replace(']', ']]')}]" for part in parts)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
