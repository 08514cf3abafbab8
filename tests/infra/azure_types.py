"""What Azure knows of a resource type, from a checkout of Azure/bicep-types-az: the types of Bicep's compiler."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.infra.bicep_values import Resource

_REQUIRED, _READ_ONLY = 1, 2
# Fractions too: Bicep has no type for them, and writes them as json().
_SIMPLE = {"StringType": str, "IntegerType": int | float, "BooleanType": bool}


class AzureTypes:
    """The types in a git repository, read from its newest commit."""

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        self._paths = self._git("ls-tree", "-r", "--name-only", "HEAD", "generated").split()

    def mistakes(self, resource: Resource) -> list[str]:
        """What is wrong with a resource: an unknown property, one that is missing, a value that is not allowed."""
        known, body = self._find(resource)
        if body is None:
            return [f"{resource.type}@{resource.version}: there is no such type"]
        told = {key: value for key, value in resource.body.items() if key not in ("name", "tags")}
        return [f"{resource.type} {resource.name}{mistake}" for mistake in _compared(known, body, told, "", outer=True)]

    def _find(self, resource: Resource) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        provider = resource.type.split("/")[0].lower()
        wanted = f"{resource.type}@{resource.version}".lower()
        for path in self._paths:
            if path.endswith(f"/{provider}/{resource.version}/types.json"):
                known = self._types(path)
                for each in known:
                    if each["$type"] == "ResourceType" and each["name"].lower() == wanted:
                        return known, _of(known, each["body"])
        return [], None

    @cache  # noqa: B019  # one object for the whole test run
    def _types(self, path: str) -> list[dict[str, Any]]:
        return list(json.loads(self._git("show", f"HEAD:{path}")))

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self._repository), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _of(known: list[dict[str, Any]], reference: dict[str, str]) -> dict[str, Any]:
    return known[int(reference["$ref"].rpartition("/")[2])]


def _compared(  # noqa: C901  # one case for each kind of type
    known: list[dict[str, Any]], declared: dict[str, Any], value: Any, where: str, *, outer: bool = False
) -> Iterator[str]:
    if value is None:
        return
    match declared["$type"]:
        case "ObjectType":
            yield from _object(known, declared, value, where, outer=outer)
        case "DiscriminatedObjectType":
            key = value.get(declared["discriminator"]) if isinstance(value, dict) else None
            if outer and key is None:
                return  # told by its name, which is not among the properties
            if key not in declared["elements"]:
                yield f"{where}: {declared['discriminator']} is {key!r}"
                return
            element = _of(known, declared["elements"][key])
            merged = {**element, "properties": {**declared["baseProperties"], **element["properties"]}}
            yield from _object(known, merged, value, where, outer=outer)
        case "ArrayType":
            if not isinstance(value, list):
                yield f"{where}: {value!r} is no list"
                return
            for index, item in enumerate(value):
                yield from _compared(known, _of(known, declared["itemType"]), item, f"{where}[{index}]")
        case "StringLiteralType":
            if value != declared["value"]:
                yield f"{where}: {value!r} is not {declared['value']!r}"
        case "UnionType":
            kinds = [_of(known, each) for each in declared["elements"]]
            literals = [each["value"] for each in kinds if each["$type"] == "StringLiteralType"]
            # Types that may grow name a plain string too; what Azure takes today is what is named.
            if literals and value not in literals:
                yield f"{where}: {value!r} is none of {literals}"
        case simple if simple in _SIMPLE:
            if not isinstance(value, _SIMPLE[simple]) or (simple == "IntegerType" and isinstance(value, bool)):
                yield f"{where}: {value!r} is no {simple}"


def _object(
    known: list[dict[str, Any]], declared: dict[str, Any], value: Any, where: str, *, outer: bool
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {value!r} is no object"
        return
    properties = declared.get("properties", {})
    more = declared.get("additionalProperties")
    for key, each in value.items():
        if key in properties:
            if properties[key]["flags"] & _READ_ONLY:
                yield f"{where}.{key} is Azure's to fill in"
            yield from _compared(known, _of(known, properties[key]["type"]), each, f"{where}.{key}")
        elif more:
            yield from _compared(known, _of(known, more), each, f"{where}.{key}")
        else:
            yield f"{where}.{key} is no property; there are {sorted(properties)}"
    for key, each in properties.items():
        if each["flags"] & _REQUIRED and key not in value and not (outer and key in ("name", "type", "apiVersion")):
            yield f"{where}.{key} is missing"
