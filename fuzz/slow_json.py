"""One line of JSON Lines as texts by name, by Python's own reader."""

import json
from typing import Any


class BadLine(Exception):
    """Raised for a line that is no object of plain values, each name once; `code` is the violation's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class _Figure(str):
    """A figure as it is written."""

    __slots__ = ()


def members_of(line: bytes) -> dict[str, str | None]:
    """The members of the object on a line: texts, figures as written, lists and objects as JSON. Raises BadLine."""
    try:
        members = json.loads(
            line.decode(), parse_float=_Figure, parse_int=_Figure, parse_constant=_refuse, object_pairs_hook=_once
        )
        if not isinstance(members, dict):
            raise BadLine("not-json")
        texts = {name: None if value is None else _text(value) for name, value in members.items()}
        "".join(f"{name}{text}" for name, text in texts.items()).encode()
    except (ValueError, RecursionError) as error:
        raise BadLine("not-json") from error
    return texts


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise BadLine("duplicate-member")
    return dict(pairs)


def _refuse(name: str) -> str:
    raise BadLine("not-json")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _nested(value)


def _nested(value: Any) -> str:
    match value:
        case _Figure():
            return value
        case list():
            return "[" + ",".join(map(_nested, value)) + "]"
        case dict():
            return "{" + ",".join(f"{_nested(name)}:{_nested(member)}" for name, member in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
