"""YAML read so that a key given twice is a mistake; PyYAML itself keeps the last one and says nothing."""

from collections.abc import Hashable
from typing import Any

import yaml


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping", node.start_mark, f"found the key {key.value!r} twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def load_strictly(text: str) -> Any:
    """The document of a YAML text. Raises yaml.YAMLError where it is not YAML or a mapping names a key twice."""
    return yaml.load(text, _StrictLoader)  # noqa: S506 - a subclass of the safe loader
