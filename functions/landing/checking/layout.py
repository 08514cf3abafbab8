"""A file's header laid against the contract: which file column feeds which contract column, and which are extra."""

from dataclasses import dataclass
from difflib import get_close_matches

from functions.landing.column_mapping import ColumnMapping
from functions.landing.reading.text import unreadable
from functions.landing.reading.tokenizer import Row
from functions.landing.source import SourceMapping
from jobs.contracts.dataset import Column, Contract
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable

MOST_COLUMNS = 1000
_SHOWN_NAMES = 60
_SHOWN_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a contract column's texts come from: a file column's position, else a constant (None: empty)."""

    column: Column
    position: int | None = None
    constant: str | None = None
    format: str | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing feeds the column: it stays empty unless it can be derived."""
        return self.position is None and self.constant is None


@dataclass(frozen=True, slots=True)
class Layout:
    """One feed per contract column, in the contract's order; the file columns that feed none, as (name, position)."""

    width: int
    feeds: tuple[Feed, ...]
    extras: tuple[tuple[str, int], ...]


def lay_out(header: Row, contract: Contract, mapping: SourceMapping, path: LandingPath) -> Layout:
    """The layout of a file.

    Raises FileRefused: file-unreadable for a header that is not a sound row, duplicate-column, and
    missing-mandatory-columns with all that are missing.
    """
    names = _names(header, path)
    feeds = tuple(_feed(column, mapping.columns.get(column.name), names) for column in contract.columns)
    missing = [
        _file_name(feed.column, mapping) for feed in feeds if feed.column.mandatory and _is_missing(feed, mapping)
    ]
    if missing:
        raise _missing_columns(missing, names, path)
    used = {feed.position for feed in feeds}
    extras = tuple((name, position) for position, name in enumerate(names) if position not in used)
    return Layout(len(names), feeds, extras)


def _names(header: Row, path: LandingPath) -> list[str]:
    if header.codes:
        raise unreadable(path, f"a header with {' and '.join(header.codes)}", "a header that is a sound CSV row")
    if len(header.fields) > MOST_COLUMNS:
        raise unreadable(path, f"a header of {len(header.fields):,} columns", f"at most {MOST_COLUMNS:,}")
    names = [name.decode() for name in header.fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefused(
            "duplicate-column",
            "The header names a column more than once.",
            where=f"landing/{printable(str(path))}, header",
            found=_listed(twice),
            expected="each column once",
            next_step="rename or drop the second column at the till and export the file again",
        )
    return names


def _feed(column: Column, entry: ColumnMapping | None, names: list[str]) -> Feed:
    if entry and (entry.derived or entry.is_constant):
        return Feed(column, constant=None if entry.constant is None else str(entry.constant))
    name = (entry and entry.from_column) or column.name
    return Feed(column, names.index(name) if name in names else None, format=entry.format if entry else None)


def _is_missing(feed: Feed, mapping: SourceMapping) -> bool:
    entry = mapping.columns.get(feed.column.name)
    return feed.position is None and not (entry and (entry.derived or entry.is_constant))


def _file_name(column: Column, mapping: SourceMapping) -> str:
    entry = mapping.columns.get(column.name)
    return (entry and entry.from_column) or column.name


def _missing_columns(missing: list[str], names: list[str], path: LandingPath) -> FileRefused:
    return FileRefused(
        "missing-mandatory-columns",
        f"The header lacks {len(missing)} mandatory column(s).",
        where=f"landing/{printable(str(path))}, header",
        found=_listed(names),
        expected="also " + ", ".join(_with_neighbour(name, names) for name in missing),
        next_step="export these columns, or say in the source where their values come from",
    )


def _with_neighbour(name: str, names: list[str]) -> str:
    by_folded = {other.casefold().strip(): other for other in names}
    near = get_close_matches(name.casefold(), list(by_folded), n=1)
    return f"{name} (the header has {_cut(by_folded[near[0]])!r})" if near else name


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
    return ", ".join(_cut(name) for name in names[:_SHOWN_NAMES]) + more


def _cut(name: str) -> str:
    return printable(name[:_SHOWN_CHARACTERS])
