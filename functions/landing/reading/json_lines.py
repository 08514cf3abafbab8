"""JSON Lines: one object a line. Figures are kept as they are written, never as floating-point numbers."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from functions.landing.reading.block import Block, FileRows, RefusedRow
from functions.landing.reading.lines import Lines, whole_lines
from functions.landing.reading.refusals import header_only, unreadable
from functions.landing.violation import Violation, shown
from jobs.contracts.paths import LandingPath

_MOST_NAMES = 1000


class _Figure(str):
    """A figure as it is written."""

    __slots__ = ()


class _Refused(Exception):
    """A line that is no object of plain values; code and found are the violation's."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        self.code, self.found, self.expected = code, found, expected
        super().__init__(code)


def json_rows(text: Iterator[bytes], path: LandingPath, longest_row: int) -> FileRows:
    """The rows of a JSON Lines file. The first object names the columns; what others bring beside is kept by row.

    Raises FileRefused (file-unreadable) where the first line is no object.
    """
    blocks = whole_lines(text, longest_row)
    first = next(blocks, None)
    if first is None:
        raise header_only(path)
    try:
        names = list(_object(first.line(0))) if not first.endless else []
    except _Refused as refused:
        raise unreadable(path, f"a first line with {refused.found}", "a JSON object on each line") from refused
    if not names or len(names) > _MOST_NAMES:
        raise unreadable(path, f"a first object of {len(names):,} members", f"1 to {_MOST_NAMES:,} members")
    return FileRows(names, _blocks(chain((first,), blocks), names))


def _blocks(blocks: Iterator[Lines], names: list[str]) -> Iterator[Callable[[], Block]]:
    for lines in blocks:
        yield partial(_block, lines, names)


def _block(lines: Lines, names: list[str]) -> Block:
    rows = len(lines.bounds.starts)
    sound, objects, broken = list[int](), list[dict[str, str | None]](), list[RefusedRow]()
    for position in range(rows):
        try:
            objects.append(_object(lines.line(position)))
            sound.append(position)
        except _Refused as refused:
            number = lines.first + position
            violation = Violation(refused.code, number, "", shown(refused.found), refused.expected)
            broken.append(RefusedRow(number, lines.line(position), (violation,)))
    broken += [lines.endless] if lines.endless else []
    known = frozenset(names)
    others = [{name: text or "" for name, text in row.items() if name not in known} for row in objects]
    columns = [pa.array([row.get(name) for row in objects], pa.string()) for name in names]
    places = np.array(sound, np.int64)
    return Block(
        rows + bool(lines.endless),
        columns,
        places + lines.first,
        lambda at: lines.line(sound[at]),
        broken,
        others,
    )


def _object(line: bytes) -> dict[str, str | None]:
    """The members of the object on a line, as texts."""
    try:
        members = _members_of(line, str)
        if any(isinstance(member, dict | list) for member in members.values()):
            # Figures inside are told from texts by a type of their own, so that they too are kept as written.
            members = _members_of(line, _Figure)
        return {_whole(name): _text(member) for name, member in members.items()}
    except (ValueError, RecursionError) as error:
        raise _Refused("not-json", f"text that is not JSON ({type(error).__name__})", "a JSON object") from error


def _members_of(line: bytes, figure: Callable[[str], str]) -> dict[str, Any]:
    value = json.loads(
        line.decode(), parse_float=figure, parse_int=figure, parse_constant=_no_number, object_pairs_hook=_once
    )
    if not isinstance(value, dict):
        raise _Refused("not-json", f"JSON that is no object ({type(value).__name__})", "a JSON object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _Refused("duplicate-member", "a name that stands twice in one object", "each name once")
    return members


def _no_number(name: str) -> str:
    raise _Refused("not-json", name, "a figure, or null")


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return _whole(value if isinstance(value, str) else _json(value))


def _json(value: Any) -> str:
    """The value as JSON without blanks, figures as they were written."""
    match value:
        case _Figure():
            return value
        case list():
            return f"[{','.join(map(_json, value))}]"
        case dict():
            return f"{{{','.join(f'{_json(name)}:{_json(member)}' for name, member in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)


def _whole(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _Refused("not-json", "half of a surrogate pair", "whole characters") from error
    return text
