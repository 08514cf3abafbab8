"""Expressions of Bicep, read from its words into trees."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.infra.bicep_tokens import NotBicep, Token

_BINARY = (("??",), ("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))


@dataclass(frozen=True)
class Node:
    """An expression: kind says what the parts are (literal, name, text, array, object, member, item, call, ...)."""

    kind: str
    parts: tuple[Any, ...]
    line: int


class Words:
    """The words of a file, taken one after another."""

    def __init__(self, path: Path, words: list[Token]) -> None:
        self.path, self.tokens, self.at = path, words, 0

    def _after_newlines(self, value: str) -> bool:
        while self._is("\n"):
            self._next()
        return self._is(value)

    def _is(self, value: str) -> bool:
        token = self.tokens[self.at]
        return token.kind == "end" if value == "end" else token.kind != "text" and token.value == value

    def _take(self, value: str) -> bool:
        if self._is(value) and value != "end":
            self.at += 1
            return True
        return False

    def _next(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def _name(self) -> str:
        return str(self._expect("name").value)

    def _sign(self, value: str) -> None:
        if not self._take(value):
            raise self._wrong(f"expected {value!r}, found {self.tokens[self.at].value!r}")

    def _expect(self, kind: str) -> Token:
        token = self._next()
        if token.kind != kind:
            self.at -= 1
            raise self._wrong(f"expected a {kind}, found {token.value!r}")
        return token

    def _wrong(self, what: str) -> NotBicep:
        return NotBicep(f"{self.path.name}:{self.tokens[min(self.at, len(self.tokens) - 1)].line}: {what}")


class Expressions(Words):
    """Reads expressions."""

    def _expression(self, level: int = 0) -> Node:
        if level == 0:
            return self._ternary()
        if level > len(_BINARY):
            return self._unary()
        left = self._expression(level + 1)
        while self.tokens[self.at].kind == "sign" and self.tokens[self.at].value in _BINARY[level - 1]:
            sign = self._next()
            left = Node("binary", (sign.value, left, self._expression(level + 1)), sign.line)
        return left

    def _ternary(self) -> Node:
        line = self.tokens[self.at].line
        if self._is("if"):
            self._next()
            self._sign("(")
            condition = self._expression()
            self._sign(")")
            return Node("if", (condition, self._expression()), line)
        condition = self._expression(1)
        if not self._take("?"):
            return condition
        then = self._expression()
        self._sign(":")
        return Node("ternary", (condition, then, self._expression()), line)

    def _unary(self) -> Node:
        line = self.tokens[self.at].line
        for sign in ("!", "-"):
            if self._take(sign):
                return Node("unary", (sign, self._unary()), line)
        value = self._primary()
        while True:
            if self._take("."):
                name = self._name()
                called = self._take("(")
                parts = (value, name, self._arguments()) if called else (value, name)
                value = Node("method" if called else "member", parts, line)
            elif self._take("["):
                value = Node("item", (value, self._expression()), line)
                self._sign("]")
            elif not self._take("!"):
                return value

    def _primary(self) -> Node:
        token = self._next()
        if token.kind == "number":
            return Node("literal", (token.value,), token.line)
        if token.kind == "text":
            return Node("text", tuple(p if isinstance(p, str) else self._inner(p) for p in token.value), token.line)
        if token.kind == "name":
            if token.value in ("true", "false", "null"):
                return Node("literal", ({"true": True, "false": False, "null": None}[token.value],), token.line)
            return (
                Node("call", (token.value, self._arguments()), token.line)
                if self._take("(")
                else Node("name", (token.value,), token.line)
            )
        if token.value == "(":
            value = self._expression()
            self._sign(")")
            return value
        if token.value == "{":
            return Node("object", self._pairs(), token.line)
        if token.value == "[":
            return self._loop(token.line) if self._after_newlines("for") else Node("array", self._items(), token.line)
        raise self._wrong(f"{token.value!r} begins no expression")

    def _inner(self, words: list[Token]) -> Node:
        outer, self.tokens, self.at, at = self.tokens, words, 0, self.at
        value = self._expression()
        if not self._is("end"):
            raise self._wrong("an interpolation holds more than an expression")
        self.tokens, self.at = outer, at
        return value

    def _arguments(self) -> tuple[Node, ...]:
        found = []
        while not self._after_newlines(")"):
            found.append(self._expression())
            while self._take("\n"):
                pass
            self._take(",")
        self._sign(")")
        return tuple(found)

    def _items(self) -> tuple[Node, ...]:
        found = []
        while not self._after_newlines("]"):
            found.append(self._expression())
            if not self._is("]") and not self._take(","):
                self._sign("\n")
        self._sign("]")
        return tuple(found)

    def _pairs(self) -> tuple[tuple[Node, Node], ...]:
        found = []
        while not self._after_newlines("}"):
            key = self._next()
            if key.kind not in ("name", "text"):
                raise self._wrong(f"{key.value!r} is no key")
            parts = (
                (key.value,)
                if key.kind == "name"
                else tuple(p if isinstance(p, str) else self._inner(p) for p in key.value)
            )
            self._sign(":")
            found.append((Node("text", parts, key.line), self._expression()))
            if not self._is("}") and not self._take(","):
                self._sign("\n")
        self._sign("}")
        return tuple(found)

    def _loop(self, line: int) -> Node:
        self._next()
        index = ""
        if self._take("("):
            item = self._name()
            self._sign(",")
            index = self._name()
            self._sign(")")
        else:
            item = self._name()
        if self._name() != "in":
            raise self._wrong("a loop wants 'in'")
        source = self._expression()
        self._sign(":")
        body = self._expression()
        self._after_newlines("]")
        self._sign("]")
        return Node("loop", (item, index, source, body), line)
