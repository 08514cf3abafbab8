"""Matches blob paths against a blob trigger's path, as the real host does."""

import re
from dataclasses import dataclass
from typing import Self

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CONTAINER = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,62}|\$web")


@dataclass(frozen=True, slots=True)
class BlobPattern:
    """A container and an expression over the names in it.

    Each {placeholder} takes as much as it can, slashes included, or nothing: 'landing/{x}/{y}' matches a/b/c too.
    """

    container: str
    expression: re.Pattern[str]

    @classmethod
    def parse(cls, path: str) -> Self:
        """The pattern of a trigger's path. Raises ValueError where the container is not a plain name."""
        container, slash, name = path.partition("/")
        if not (slash and name and _CONTAINER.fullmatch(container)):
            raise ValueError(f"has the path {path!r}; expected container/pattern with a plain container name")
        parts = _PLACEHOLDER.split(name)
        # split() alternates literal text and placeholder names.
        regex = "".join(f"(?P<{part}>.*)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
        try:
            return cls(container, re.compile(regex, re.DOTALL))
        except re.error as error:
            raise ValueError(f"has the path {path!r}: {error}") from error

    def match(self, blob_name: str) -> dict[str, str] | None:
        """The placeholders' values where the name matches, else None."""
        found = self.expression.fullmatch(blob_name)
        return found.groupdict() if found else None
