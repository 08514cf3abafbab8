"""The functions of Bicep that infra/ calls, with a resource group, a subscription and a clock of the tests."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.infra.bicep_tokens import NotBicep

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000000"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-till"


class Late(str):
    """A text that is known only while resources are put up; no number of resources may hang on it."""

    __slots__ = ()


def is_late(value: Any) -> bool:
    """Whether a value holds a late text."""
    if isinstance(value, dict):
        return any(map(is_late, value.values()))
    return any(map(is_late, value)) if isinstance(value, list) else isinstance(value, Late)


def called(name: str, arguments: list[Any], file: Path) -> Any:
    """The function's result; late where an argument is. Raises NotBicep for a function that is not known here."""
    if name in ("loadJsonContent", "loadTextContent"):
        text = (file.parent / arguments[0]).resolve().read_text(encoding="utf-8")
        return json.loads(text) if name == "loadJsonContent" else text
    if name not in _FUNCTIONS:
        raise NotBicep(f"{file.name}: there is no function {name}")
    result = _FUNCTIONS[name](*arguments)
    return Late(result) if isinstance(result, str) and is_late(arguments) else result


def _resource_id(kind: str, *names: str, root: str = GROUP) -> str:
    provider, *types = kind.split("/")
    if len(types) != len(names):
        raise NotBicep(f"{kind} wants {len(types)} names, found {names}")
    return f"{root}/providers/{provider}/" + "/".join(f"{each}/{name}" for each, name in zip(types, names, strict=True))


def _union(*parts: Any) -> Any:
    if all(isinstance(part, dict) for part in parts):
        return {key: value for part in parts for key, value in part.items()}
    return [item for index, part in enumerate(parts) for item in part if index == 0 or item not in parts[0]]


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concat": lambda *parts: "".join(parts) if isinstance(parts[0], str) else [item for part in parts for item in part],
    "empty": lambda value: value is None or len(value) == 0,
    "environment": lambda: {
        "suffixes": {"storage": "core.windows.net"},
        "resourceManager": "https://management.azure.com/",
    },
    "guid": lambda *parts: str(uuid5(NAMESPACE_URL, "|".join(parts))),
    "items": lambda value: [{"key": key, "value": value[key]} for key in sorted(value)],
    "json": json.loads,
    "resourceGroup": lambda: {"id": GROUP, "name": "rg-till", "location": "westeurope"},
    "resourceId": _resource_id,
    "string": lambda value: value if isinstance(value, str) else json.dumps(value),
    "subscriptionResourceId": lambda kind, *names: _resource_id(kind, *names, root=SUBSCRIPTION),
    "take": lambda value, count: value[:count],
    "tenant": lambda: {"tenantId": "00000000-0000-4000-8000-00000000000a"},
    "union": _union,
    "uniqueString": lambda *parts: sha256("|".join(parts).encode()).hexdigest()[:13],
    "utcNow": lambda form: {"yyyy-MM": "2026-11"}[form],
}
