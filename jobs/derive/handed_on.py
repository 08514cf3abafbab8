"""What a batch makes stale, as text: for the next one, in case that it does not end."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from jobs.derive.scope import EVERYTHING, Scope
from jobs.derive.stale import Stale


def to_text(stale: Mapping[str, Stale]) -> str:
    """The stale parts of sources as JSON, by name."""
    return json.dumps({name: _fields(part) for name, part in sorted(stale.items())}, sort_keys=True)


def from_text(text: str) -> dict[str, Stale]:
    """The stale parts that to_text has written; none for ''."""
    return {name: _stale(fields) for name, fields in json.loads(text or "{}").items()}


def united(one: Mapping[str, Stale], other: Mapping[str, Stale]) -> dict[str, Stale]:
    """What is stale of either."""
    return {name: one.get(name, Stale()) | other.get(name, Stale()) for name in one.keys() | other.keys()}


def _fields(stale: Stale) -> dict[str, Any]:
    return {"days": _told(stale.days), "now": _told(stale.now), "origins": _told(stale.origins)}


def _stale(fields: Mapping[str, Any]) -> Stale:
    return Stale(_scope(fields["days"]), _scope(fields["now"]), _scope(fields["origins"]))


def _told(scope: Scope) -> dict[str, list[str]] | None:
    """Days and months; nothing stands for everything."""
    return None if scope.everything else {"days": sorted(map(str, scope.days)), "months": sorted(scope.months)}


def _scope(told: Mapping[str, list[str]] | None) -> Scope:
    if told is None:
        return EVERYTHING
    return Scope(frozenset(map(date.fromisoformat, told["days"])), frozenset(told["months"]))
