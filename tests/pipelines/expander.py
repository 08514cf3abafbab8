"""Expands a pipeline's templates, as Azure DevOps does before a run begins: parameters, if, else, each, template.

Written from the reference: learn.microsoft.com/azure/devops/pipelines/process/templates. Scalars are texts, as Azure
DevOps reads them; a parameter's value takes the parameter's type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.pipelines.expressions import ExpressionError, evaluate

_WHOLE = re.compile(r"^\$\{\{((?:(?!\}\}).)*)\}\}$", re.DOTALL)
_INSIDE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_IF = re.compile(r"^\$\{\{\s*(if|elseif)\s+(.*?)\s*\}\}$", re.DOTALL)
_ELSE = re.compile(r"^\$\{\{\s*else\s*\}\}$")
_EACH = re.compile(r"^\$\{\{\s*each\s+(\w+)\s+in\s+(.*?)\s*\}\}$", re.DOTALL)
_LISTS = {"object": (dict, list), "stepList": (list,), "jobList": (list,), "stageList": (list,)}


class TemplateError(Exception):
    """Raised where a template is not there, or is not given what it asks for."""


@dataclass
class Expander:
    """One expansion; used holds every file that was read, and the parameters that its expressions asked for."""

    root: Path
    variables: Mapping[str, str]
    used: dict[str, set[str]] = field(default_factory=dict)

    def pipeline(self, file: str, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The pipeline of a root file, its parameters given by whoever starts it."""
        expanded: dict[str, Any] = self._file(self.root / file, given or {})
        return expanded

    def _file(self, path: Path, given: Mapping[str, Any]) -> Any:
        if not path.is_file():
            raise TemplateError(f"{path}: there is no such file")
        name = path.resolve().relative_to(self.root.resolve()).as_posix()
        # BaseLoader leaves every scalar the text that it is.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts only
        asked = self.used.setdefault(name, set())
        parameters = _Asked(_parameters(content.pop("parameters", []), given, name), asked)
        known = {"parameters": parameters, "variables": self.variables}
        try:
            return self._expanded(content, known, path)
        except ExpressionError as error:
            raise TemplateError(f"{name}: {error}") from error

    def _expanded(self, node: Any, known: Mapping[str, Any], path: Path) -> Any:
        if isinstance(node, str):
            return _text(node, known)
        if isinstance(node, list):
            return self._list(node, known, path)
        found: dict[str, Any] = {}
        for key, value in self._chosen(node, known):
            found |= value(self, path) if callable(value) else {_text(key, known): self._expanded(value, known, path)}
        return found

    def _chosen(self, node: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
        """The entries of a mapping, those of its chosen branches and rounds as functions that expand them."""
        was_true = False
        for key, value in node.items():
            if choice := _IF.match(key):
                open_still = choice[1] == "if" or not was_true
                was_true = (open_still and bool(evaluate(choice[2], known))) or (was_true and choice[1] != "if")
                if open_still and was_true:
                    yield key, lambda self, path, value=value: self._expanded(value, known, path)
            elif _ELSE.match(key):
                if not was_true:
                    yield key, lambda self, path, value=value: self._expanded(value, known, path)
            elif each := _EACH.match(key):
                for item in _items(evaluate(each[2], known)):
                    inner = {**known, each[1]: item}
                    yield key, lambda self, path, value=value, inner=inner: self._expanded(value, inner, path)
            else:
                yield key, value

    def _list(self, node: list[Any], known: Mapping[str, Any], path: Path) -> list[Any]:
        found: list[Any] = []
        was_true = False
        for item in node:
            key = next(iter(item)) if isinstance(item, dict) and len(item) == 1 else ""
            if choice := _IF.match(key):
                open_still = choice[1] == "if" or not was_true
                is_true = open_still and bool(evaluate(choice[2], known))
                was_true = is_true or (was_true and choice[1] != "if")
                found += self._list(item[key], known, path) if is_true else []
            elif _ELSE.match(key):
                found += [] if was_true else self._list(item[key], known, path)
            elif each := _EACH.match(key):
                for one in _items(evaluate(each[2], known)):
                    found += self._list(item[key], {**known, each[1]: one}, path)
            elif isinstance(item, dict) and "template" in item:
                found += self._template(item, known, path)
            else:
                found.append(self._expanded(item, known, path))
        return found

    def _template(self, item: Mapping[str, Any], known: Mapping[str, Any], path: Path) -> list[Any]:
        target = path.parent / _text(item["template"], known)
        content = self._file(target, self._expanded(item.get("parameters", {}), known, path))
        lists = [value for value in content.values() if isinstance(value, list)]
        if len(content) != 1 or len(lists) != 1:
            raise TemplateError(f"{target}: found {', '.join(content)}, expected one list beside the parameters")
        return lists[0]


class _Asked(dict[str, Any]):
    """Parameters that note which of them are asked for."""

    def __init__(self, values: Mapping[str, Any], asked: set[str]) -> None:
        super().__init__(values)
        self._asked = asked

    def __getitem__(self, key: str) -> Any:
        self._asked.add(key)
        return super().__getitem__(key)


def _parameters(declared: list[dict[str, Any]], given: Mapping[str, Any], name: str) -> dict[str, Any]:
    known = {one["name"] for one in declared}
    if unknown := sorted(given.keys() - known):
        raise TemplateError(f"{name}: is given {', '.join(unknown)}, and takes no such parameter")
    if missing := sorted(one["name"] for one in declared if "default" not in one and one["name"] not in given):
        raise TemplateError(f"{name}: is not given {', '.join(missing)}")
    return {one["name"]: _typed(one, given.get(one["name"], one.get("default")), name) for one in declared}


def _typed(declared: Mapping[str, Any], value: Any, name: str) -> Any:
    kind = declared.get("type", "string")
    wrong = TemplateError(f"{name}: {declared['name']} is given {value!r}, and takes a {kind}")
    if kind == "boolean":
        if str(value).casefold() not in ("true", "false"):
            raise wrong
        return str(value).casefold() == "true"
    if kind == "string" and not isinstance(value, str):
        raise wrong
    if kind in _LISTS and not isinstance(value, _LISTS[kind]):
        raise wrong
    if "values" in declared and value not in declared["values"]:
        raise TemplateError(f"{name}: {declared['name']} is given {value!r}, expected one of {declared['values']}")
    return value


def _text(text: str, known: Mapping[str, Any]) -> Any:
    if whole := _WHOLE.match(text):
        return evaluate(whole[1], known)
    return _INSIDE.sub(lambda inside: str(evaluate(inside[1], known)), text)


def _items(value: Any) -> list[Any]:
    return [{"key": key, "value": one} for key, one in value.items()] if isinstance(value, Mapping) else list(value)
