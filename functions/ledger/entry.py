"""The base of the ledger's rows: how an entry is written to its table and read from it."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self

from functions.adapters.rows import Row


@dataclass(frozen=True, slots=True)
class Entry:
    """Base of the ledger's rows: tuples and maps are stored as JSON text, everything else as it is."""

    kind: ClassVar[str] = ""

    def row(self, key: str, etag: str = "") -> Row:
        """This entry as a row; with an etag it replaces the row that was read with it."""
        return Row(f"{self.kind}:{key}", {name: _stored(value) for name, value in asdict(self).items()}, etag)

    @classmethod
    def of(cls, row: Row | None) -> Self | None:
        """The entry that a row holds; None for no row."""
        if row is None:
            return None
        known = {field.name: field for field in fields(cls)}
        return cls(**{name: _read(value, known[name].type) for name, value in row.fields.items() if name in known})


def _stored(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, tuple | list | dict) else value


def _read(value: Any, declared: Any) -> Any:
    text = str(declared)
    if text.startswith("tuple"):
        return tuple(tuple(item) if isinstance(item, list) else item for item in json.loads(value))
    if text.startswith("dict"):
        return None if value is None else json.loads(value)
    return value
