"""A file's columns laid against the contract: which of them feeds which contract column, and which are extra."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import get_close_matches

from functions.landing.checking.grammars import constant_code
from functions.landing.checking.written_dates import in_iso
from functions.landing.column_mapping import ColumnMapping
from functions.landing.reading.refusals import unreadable
from functions.landing.source import SourceMapping
from jobs.contracts.dataset import Column, Contract
from jobs.contracts.errors import FileRefused
from jobs.contracts.paths import LandingPath, printable

MOST_COLUMNS = 1000
_SHOWN_NAMES = 60
CONTROL_CHARACTER = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
_SHOWN_CHARACTERS = 64
_BY_NAME = ColumnMapping.model_construct()


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a contract column's texts come from: a file column's position, else a constant (None: empty)."""

    column: Column
    entry: ColumnMapping
    position: int | None = None
    constant: str | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing feeds the column: it stays empty unless it can be derived."""
        return self.position is None and self.constant is None


@dataclass(frozen=True, slots=True)
class Layout:
    """One feed per contract column, in the contract's order; the file columns that feed none, as (name, position).

    sign   the position of the column that says which rows are written without their sign
    """

    width: int
    feeds: tuple[Feed, ...]
    extras: tuple[tuple[str, int], ...]
    sign: int | None = None


def lay_out(names: list[str], contract: Contract, mapping: SourceMapping, path: LandingPath) -> Layout:
    """The layout of a file with columns of these names.

    Raises FileRefused: duplicate-column, missing-mandatory-columns with all that are missing, path-without-value, and
    file-unreadable for too many columns.
    """
    if len(names) > MOST_COLUMNS:
        raise unreadable(path, f"a header of {len(names):,} columns", f"at most {MOST_COLUMNS:,}")
    _require_once(names, path)
    if strange := [name for name in names if re.search(CONTROL_CHARACTER, name)]:
        raise unreadable(path, f"control characters in the header: {_listed(strange)}", "names of columns as text")
    feeds = tuple(_feed(column, mapping, names, path) for column in contract.columns)
    missing = [
        feed.entry.names(feed.column.name)[0]
        for feed in feeds
        if feed.column.mandatory and feed.entry.is_from_file and feed.position is None
    ]
    if mapping.returns and mapping.returns.when not in names:
        missing.append(mapping.returns.when)
    if missing:
        raise _missing_columns(missing, names, path)
    used = {feed.position for feed in feeds}
    extras = tuple((name, position) for position, name in enumerate(names) if position not in used)
    return Layout(len(names), feeds, extras, names.index(mapping.returns.when) if mapping.returns else None)


def _require_once(names: list[str], path: LandingPath) -> None:
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise _duplicate("The header names a column more than once.", twice, path)


def _feed(column: Column, mapping: SourceMapping, names: list[str], path: LandingPath) -> Feed:
    entry = mapping.columns.get(column.name, _BY_NAME)
    feed = Feed(column, entry)
    if entry.path:
        return replace(feed, constant=_from_path(entry.path, entry.format, column, path))
    if not entry.is_from_file:
        return replace(feed, constant=None if entry.constant is None else str(entry.constant))
    known = [name for name in entry.names(column.name) if name in names]
    if len(known) > 1:
        raise _duplicate(f"More than one column of the file is {column.name}.", known, path)
    return replace(feed, position=names.index(known[0])) if known else feed


def _from_path(pattern: str, written: str | None, column: Column, path: LandingPath) -> str:
    match = re.search(pattern, path.name)
    found = match.group(1) if match else None
    value = in_iso(found, written, column) if found and written else found
    if not value or re.search(CONTROL_CHARACTER, value) or constant_code(column, value):
        raise FileRefused(
            "path-without-value",
            f"The file's name does not say what its {column.name} is.",
            where=f"landing/{printable(str(path))}",
            found=printable(path.name) if found is None else printable(found),
            expected=f"a name in which {pattern!r} finds a {column.type}" + (f" written {written}" if written else ""),
            next_step="drop the file under such a name, or correct the pattern in its source",
        )
    return value


def _duplicate(what: str, names: list[str], path: LandingPath) -> FileRefused:
    return FileRefused(
        "duplicate-column",
        what,
        where=f"landing/{printable(str(path))}, header",
        found=_listed(names),
        expected="each column once",
        next_step="rename or drop the second column at the till and export the file again",
    )


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
