"""What a Bicep file declares."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.infra.bicep_expressions import Expressions, Node
from tests.infra.bicep_tokens import tokens


@dataclass(frozen=True)
class Declaration:
    """One parameter, variable, output, resource or module.

    type        of a parameter or output; of a resource 'Type@version'; of a module its path
    value       the expression; of a parameter its default, or None
    decorators  what stands before it: name -> arguments
    """

    kind: str
    name: str
    type: str
    value: Node | None
    line: int
    existing: bool = False
    decorators: dict[str, tuple[Node, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """One file: its declarations by name, its outputs, and the template that a parameters file is for."""

    path: Path
    symbols: dict[str, Declaration]
    outputs: dict[str, Declaration]
    using: str = ""
    scope: str = "resourceGroup"


@cache
def read(path: Path) -> File:
    """The file as declarations. Raises NotBicep."""
    return _Reader(path, tokens(path.read_text(encoding="utf-8"), path.name)).file()


class _Reader(Expressions):
    def file(self) -> File:
        symbols: dict[str, Declaration] = {}
        outputs: dict[str, Declaration] = {}
        said = {"using": "", "targetScope": "resourceGroup"}
        while not self._is("end"):
            if self._take("\n"):
                continue
            decorators = self._decorators()
            word = self._name()
            if word in said:
                self._take("=")
                said[word] = "".join(self._expect("text").value)
                continue
            declared = self._declaration(word, decorators)
            target = outputs if word == "output" else symbols
            if declared.name in target:
                raise self._wrong(f"{declared.name} is declared twice")
            target[declared.name] = declared
            if not self._is("end"):
                self._sign("\n")
        return File(self.path, symbols, outputs, said["using"], said["targetScope"])

    def _decorators(self) -> dict[str, tuple[Node, ...]]:
        found: dict[str, tuple[Node, ...]] = {}
        while self._take("@"):
            name = self._name()
            self._sign("(")
            found[name] = self._arguments()
            while self._take("\n"):
                pass
        return found

    def _declaration(self, word: str, decorators: dict[str, tuple[Node, ...]]) -> Declaration:
        line = self.tokens[self.at].line
        if word not in ("param", "var", "output", "resource", "module"):
            raise self._wrong(f"{word!r} begins no declaration")
        name, kind, existing, value = self._name(), "", False, None
        if word in ("resource", "module"):
            kind = "".join(self._expect("text").value)
            existing = word == "resource" and self._take("existing")
        elif word in ("param", "output") and not self._is("="):
            kind = self._name()
        if self._take("="):
            value = self._expression()
        elif word != "param":
            raise self._wrong(f"{name} has no value")
        return Declaration(word, name, kind, value, line, existing, decorators)
