"""What a command prints: data on stdout as a table or as JSON, messages and errors on stderr.

Every value that is shown may come from outside (file names, product names), so it is never read as markup and its
control characters are shown as escapes. NO_COLOR is respected.
"""

import json
import math
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING

from jobs.contracts.errors import TillstreamError
from jobs.contracts.paths import printable

if TYPE_CHECKING:  # rich is slow to import, and most of what imports this module prints nothing
    from rich.console import Console
    from rich.tree import Tree

_WIDER_THAN_ANY_TABLE = 100_000

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


def show(rows: Sequence[Mapping[str, object]], *, title: str = "", as_json: bool = False) -> None:
    """Print rows on stdout, one column per key of the first row, or with `as_json` a JSON list of objects.

    Decimals keep their scale (strings in JSON), dates are ISO 8601, moments are ISO 8601 in UTC with Z (one without a
    time zone is UTC, as everywhere in Tillstream). No rows are `[]` in JSON, else a message on stderr.
    """
    if as_json:
        sys.stdout.write(json.dumps([plain(dict(row)) for row in rows], indent=2, ensure_ascii=False) + "\n")
    elif rows:
        _print_table(rows, title)
    else:
        say("Nothing to show.")


def show_tables(tables: Mapping[str, Sequence[Mapping[str, object]]], *, as_json: bool = False) -> None:
    """Print several tables on stdout one below the other, or with `as_json` one JSON object of them by their names."""
    if as_json:
        document = {name: [plain(dict(row)) for row in rows] for name, rows in tables.items()}
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        return
    for name, rows in tables.items():
        if rows:
            _print_table(rows, name.capitalize())
    if not any(tables.values()):
        say("Nothing to show.")


def show_text(*paragraphs: str) -> None:
    """Print paragraphs on stdout with an empty line after each, wrapped to the terminal."""
    for paragraph in paragraphs:
        _stdout().print(_visible(paragraph) + "\n", markup=False, highlight=False)


def show_tree(tree: "Tree") -> None:
    """Print a tree of names on stdout."""
    _stdout().print(tree, markup=False, highlight=False)


def say(message: str) -> None:
    """Print a message on stderr, its lines as they are, neither wrapped nor coloured."""
    _stderr().print(_visible(message), markup=False, highlight=False, soft_wrap=True)


def show_error(error: TillstreamError) -> None:
    """Print what went wrong on stderr: what, its code, where, found, expected and what to do next."""
    first, *details = _visible(str(error)).split("\n")
    console = _stderr()
    console.print(f"Error: {first} [{error.code}]", style="bold red", markup=False, highlight=False, soft_wrap=True)
    for line in details:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def plain(value: object) -> Json:
    """A value as JSON can hold it; NaN and infinities, which JSON lacks, are null.

    Raises TypeError for a type that no command should show.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return f"{value:f}"
        case datetime():
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return moment.isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case PurePath():
            return str(value)
        case Mapping():
            return {str(name): plain(part) for name, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} cannot be shown")


def _print_table(rows: Sequence[Mapping[str, object]], title: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left", box=box.SIMPLE_HEAD)
    for name in rows[0]:
        numeric = all(isinstance(row.get(name), int | float | Decimal | None) for row in rows)
        table.add_column(Text(name.replace("_", " ")), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row.get(name))) for name in rows[0]))
    _stdout().print(table)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return printable(value)
        case list() | tuple() | Mapping():
            return json.dumps(plain(value), ensure_ascii=False)
    return str(plain(value))


def _visible(message: str) -> str:
    return "\n".join(printable(line) for line in message.split("\n"))


def _stdout() -> "Console":
    from rich.console import Console

    console = Console()
    if not console.is_terminal:  # a file or a pipe has no width: nothing may be wrapped there
        console.width = _WIDER_THAN_ANY_TABLE
    return console


def _stderr() -> "Console":
    from rich.console import Console

    return Console(stderr=True)
