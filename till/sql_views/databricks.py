"""The views as Databricks SQL for Unity Catalog: tables where gold lies, which nobody but their owner reads, and views.

Personal columns are out of reach of those who may not see them, because only the views are granted.
"""

from collections.abc import Iterator

from till.sql_views.shown import READABLE, WHOLE, Readers, Shown, shown_views

_TABLES = "gold_tables"


def statements(lake: str, catalog: str, readers: Readers) -> Iterator[str]:
    """The statements in their order; each can be run again.

    lake   the lake's root, with {file_system} in it; an external location has to cover it
    """
    views = shown_views()
    yield f"CREATE SCHEMA IF NOT EXISTS {_name(catalog, _TABLES)}"
    for mart in (view.mart for view in views if view.schema == READABLE):
        location = f"{lake.format(file_system=mart.file_system)}/{mart.name}"
        yield f"CREATE TABLE IF NOT EXISTS {_name(catalog, _TABLES, mart.name)} USING DELTA LOCATION {_text(location)}"
    for schema in (READABLE, WHOLE):
        yield f"CREATE SCHEMA IF NOT EXISTS {_name(catalog, schema)}"
        yield f"GRANT USE CATALOG ON CATALOG {_name(catalog)} TO {_name(readers.of(schema))}"
        yield f"GRANT USE SCHEMA ON SCHEMA {_name(catalog, schema)} TO {_name(readers.of(schema))}"
    for view in views:
        yield _view(catalog, view)
        yield f"GRANT SELECT ON VIEW {_name(catalog, view.schema, view.mart.name)} TO {_name(readers.of(view.schema))}"


def _view(catalog: str, view: Shown) -> str:
    columns = ",\n  ".join(f"{_name(each)} COMMENT {_text(view.mart.columns[each][1])}" for each in view.columns)
    chosen = ", ".join(map(_name, view.columns))
    head = f"CREATE OR REPLACE VIEW {_name(catalog, view.schema, view.mart.name)} (\n  {columns}\n)"
    rows = f"AS SELECT {chosen} FROM {_name(catalog, _TABLES, view.mart.name)}"  # noqa: S608  # every name is quoted
    return "\n".join((head, f"COMMENT {_text(view.comment)}", rows))


def _name(*parts: str) -> str:
    return ".".join(f"`{part.replace('`', '``')}`" for part in parts)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
