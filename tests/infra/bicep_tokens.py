"""The words of a Bicep file: as much of the language as infra/ is written in."""

import re
from dataclasses import dataclass
from typing import Any

_WORDS = re.compile(
    r"(?P<blank>[ \t\r]+|//[^\n]*|\#[^\n]*|/\*.*?\*/)|(?P<newline>\n)|(?P<name>[A-Za-z_]\w*)|(?P<number>\d+)"
    r"|(?P<sign>\?\?|&&|\|\||==|!=|<=|>=|=>|::|[@(){}\[\],.:?!=<>+\-*/%])",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


class NotBicep(Exception):
    """Raised where a file cannot be read: says the file, the line and what was found."""


@dataclass(frozen=True)
class Token:
    """One word; of a text, value is its parts: str, or the tokens of an interpolated expression."""

    kind: str
    value: Any
    line: int


def tokens(text: str, where: str) -> list[Token]:
    """The words of a file, and an 'end'."""
    found, position = _read(text, 0, where, closing="")
    return [*found, Token("end", "", _line(text, position))]


def _read(text: str, position: int, where: str, closing: str) -> tuple[list[Token], int]:
    """Words up to the closing brace of an interpolation, or to the end of the text."""
    found: list[Token] = []
    depth = 0
    while position < len(text):
        line = _line(text, position)
        if text.startswith("'''", position):
            end = text.index("'''", position + 3)
            found.append(Token("text", [text[position + 3 : end].removeprefix("\n")], line))
            position = end + 3
            continue
        if text[position] == "'":
            parts, position = _text(text, position + 1, where)
            found.append(Token("text", parts, line))
            continue
        match = _WORDS.match(text, position)
        if match is None:
            raise NotBicep(f"{where}:{line}: cannot read {text[position : position + 20]!r}")
        kind, value = match.lastgroup or "", match.group()
        if closing and value in "{}":
            if value == closing and depth == 0:
                return found, match.end()
            depth += 1 if value == "{" else -1
        if kind != "blank":
            found.append(Token(kind, int(value) if kind == "number" else value, line))
        position = match.end()
    if closing:
        raise NotBicep(f"{where}: an interpolation does not end")
    return found, position


def _text(text: str, position: int, where: str) -> tuple[list[Any], int]:
    parts: list[Any] = [""]
    while text[position] != "'":
        if text[position] == "\n":
            raise NotBicep(f"{where}:{_line(text, position)}: a text does not end")
        if text[position] == "\\":
            escape = text[position + 1]
            if escape not in _ESCAPES:
                raise NotBicep(f"{where}:{_line(text, position)}: there is no escape \\{escape}")
            parts[-1] += _ESCAPES[escape]
            position += 2
        elif text.startswith("${", position):
            inner, position = _read(text, position + 2, where, closing="}")
            parts += [[*inner, Token("end", "", _line(text, position))], ""]
        else:
            parts[-1] += text[position]
            position += 1
    return parts, position + 1


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
