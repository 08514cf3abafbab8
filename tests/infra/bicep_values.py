"""What expressions come to, in one file with values for its parameters."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from tests.infra.bicep_expressions import Node
from tests.infra.bicep_functions import Late, called, is_late
from tests.infra.bicep_syntax import File
from tests.infra.bicep_tokens import NotBicep


@dataclass
class Resource:
    """One resource. id and the text of its properties that Azure fills in are worked out from its name."""

    type: str
    version: str
    id: str
    body: dict[str, Any]
    existing: bool
    module: str
    symbol: str
    absent: bool = False

    @property
    def name(self) -> str:
        """The last part of its name."""
        return self.id.rpartition("/")[2]

    @property
    def properties(self) -> dict[str, Any]:
        """Its properties."""
        return dict(self.body.get("properties") or {})


class Values(ABC):
    """Works expressions out; whoever inherits it knows what names and outputs stand for."""

    file: File
    module: str

    @abstractmethod
    def symbol(self, name: str) -> Any:
        """What a name stands for."""

    @abstractmethod
    def output(self, name: str) -> Any:
        """The value of an output."""

    def value(self, node: Node | None, local: dict[str, Any]) -> Any:  # noqa: C901  # one case for each kind of node
        """What an expression comes to."""
        assert node is not None
        parts = node.parts
        match node.kind:
            case "literal":
                return parts[0]
            case "name":
                return local[parts[0]] if parts[0] in local else self.symbol(parts[0])
            case "text":
                return self._joined([part if isinstance(part, str) else self.value(part, local) for part in parts])
            case "array":
                return [self.value(part, local) for part in parts]
            case "object":
                return {self.value(key, local): self.value(each, local) for key, each in parts}
            case "loop":
                return [self.value(parts[3], each) for each in self._rounds(node, local)]
            case "ternary":
                return self.value(parts[1] if self.value(parts[0], local) else parts[2], local)
            case "member":
                return self._member(self.value(parts[0], local), parts[1])
            case "item":
                return self.value(parts[0], local)[self.value(parts[1], local)]
            case "call":
                return called(parts[0], [self.value(each, local) for each in parts[1]], self.file.path)
            case "unary":
                return not self.value(parts[1], local) if parts[0] == "!" else -self.value(parts[1], local)
            case "binary":
                return self._binary(parts[0], parts[1], parts[2], local)
        raise self.wrong(f"line {node.line}: {node.kind} is not known here")

    def _binary(self, sign: str, left: Node, right: Node, local: dict[str, Any]) -> Any:
        one = self.value(left, local)
        if sign in ("&&", "||"):
            return one if bool(one) == (sign == "||") else self.value(right, local)
        other = self.value(right, local)
        signs = {"==": "__eq__", "!=": "__ne__", ">": "__gt__", "<": "__lt__", "*": "__mul__", "-": "__sub__"}
        return getattr(one, signs[sign])(other)

    def _member(self, of: Any, name: str) -> Any:
        if isinstance(of, Values):
            return of if name == "outputs" else _late(of.output(name))
        if isinstance(of, Resource):
            if name in ("id", "name"):
                return getattr(of, name)
            if of.absent:
                raise self.wrong(f"{of.symbol} is not deployed, and its {name} is asked for")
            return Late(f"<{of.type} {of.name}>.{name}")
        if isinstance(of, Late):
            return Late(f"{of}.{name}")
        if not isinstance(of, dict) or name not in of:
            raise self.wrong(f"there is no {name} in {of!r}")
        return of[name]

    def _rounds(self, node: Node, local: dict[str, Any]) -> list[dict[str, Any]]:
        item, index, source, _ = node.parts
        values = self.early(self.value(source, local), f"the loop in line {node.line}")
        return [{**local, item: value, **({index: at} if index else {})} for at, value in enumerate(values)]

    def _joined(self, parts: list[Any]) -> str:
        for part in parts:
            if not isinstance(part, str | int):
                raise self.wrong(f"{part!r} stands in a text")
        return (Late if is_late(parts) else str)("".join(map(str, parts)))

    def early(self, value: Any, what: str) -> Any:
        """The value, which has to be known before anything is deployed."""
        if is_late(value):
            raise self.wrong(f"{what} hangs on what is known only later: {value!r}")
        return value

    def wrong(self, what: str) -> NotBicep:
        """The mistake, with where it is."""
        return NotBicep(f"{self.file.path.name} ({self.module or 'main'}): {what}")


def _late(value: Any) -> Any:
    if isinstance(value, str):
        return Late(value)
    if isinstance(value, dict):
        return {key: _late(each) for key, each in value.items()}
    return [_late(each) for each in value] if isinstance(value, list) else value
