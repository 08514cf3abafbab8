"""Evaluates Azure Pipelines' template expressions, as far as our templates use them.

Written from the reference: learn.microsoft.com/azure/devops/pipelines/process/expressions.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>\d+)|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>[().,\[\]]))")


class ExpressionError(Exception):
    """Raised where an expression cannot be read, or names what is not there."""


def _same(left: Any, right: Any) -> bool:
    """Texts are compared without regard to case; the right side takes the type of the left."""
    if isinstance(left, bool) and isinstance(right, str):
        right = right != ""
    if isinstance(left, str):
        return left.casefold() == str(right).casefold()
    return bool(left == right)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "eq": _same,
    "ne": lambda left, right: not _same(left, right),
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "not": lambda value: not value,
    "in": lambda needle, *values: any(_same(needle, value) for value in values),
    "startsWith": lambda text, start: str(text).casefold().startswith(str(start).casefold()),
}


def evaluate(expression: str, known: Mapping[str, Any]) -> Any:
    """The value of an expression over named things. Raises ExpressionError."""
    tokens = _tokens(expression)
    value = _value(tokens, known, expression)
    if tokens:
        raise ExpressionError(f"{expression!r}: found {tokens[0][1]!r}, expected the end")
    return value


def _tokens(expression: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(f"{expression!r} cannot be read at {text[at:]!r}")
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


def _value(tokens: list[tuple[str, str]], known: Mapping[str, Any], whole: str) -> Any:
    kind, text = _next(tokens, whole)
    if kind == "text":
        return text[1:-1].replace("''", "'")
    if kind == "number":
        return int(text)
    if kind != "name":
        raise ExpressionError(f"{whole!r}: found {text!r}, expected a value")
    if tokens and tokens[0][1] == "(":
        return _called(text, tokens, known, whole)
    if text in ("true", "false"):
        return text == "true"
    return _reached(text, tokens, known, whole)


def _called(function: str, tokens: list[tuple[str, str]], known: Mapping[str, Any], whole: str) -> Any:
    if function not in FUNCTIONS:
        raise ExpressionError(f"{whole!r}: there is no function {function}")
    arguments = []
    tokens.pop(0)
    while tokens and tokens[0][1] != ")":
        arguments.append(_value(tokens, known, whole))
        if tokens and tokens[0][1] == ",":
            tokens.pop(0)
    _next(tokens, whole)
    return FUNCTIONS[function](*arguments)


def _reached(name: str, tokens: list[tuple[str, str]], known: Mapping[str, Any], whole: str) -> Any:
    if name not in known:
        raise ExpressionError(f"{whole!r}: there is no {name}")
    value = known[name]
    while tokens and tokens[0][1] in (".", "["):
        _, sign = tokens.pop(0)
        kind, key = _next(tokens, whole)
        if sign == "[":
            key = key[1:-1] if kind == "text" else key
            _next(tokens, whole)
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif name == "variables":
            value = ""  # a variable that is not set is an empty text
        else:
            raise ExpressionError(f"{whole!r}: {name} has no {key}")
    return value


def _next(tokens: list[tuple[str, str]], whole: str) -> tuple[str, str]:
    if not tokens:
        raise ExpressionError(f"{whole!r} ends too soon")
    return tokens.pop(0)
