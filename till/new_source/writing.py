"""The proposal as the text of a source YAML: a line per setting, each with how sure it is and why."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from functions.landing.dialect import FixedField
from jobs.contracts.paths import printable
from till.new_source.entries import Entry

_MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the dialect: its key, its value and the comment beside it."""

    key: str
    value: object
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a proposal says."""

    source: str
    dataset: str
    described: str
    settings: Sequence[Setting]
    entries: Sequence[Entry]
    fields: Sequence[FixedField] = field(default=())


def yaml_text(draft: Draft) -> str:
    """The draft as YAML. What a person has to add stands in it as TODO."""
    lines = [
        "# Proposed by till new-source from a sample: look through the comments, then try it with till check-source.",
        f"source: {draft.source}",
        f"description: {_value(draft.described)}",
        *(_line(f"{each.key}: {_value(each.value)}", each.comment) for each in draft.settings),
        *_field_lines(draft.fields),
        "datasets:",
        f"  {draft.dataset}:",
        "    columns:" if any(entry.mapping for entry in draft.entries) else "    columns: {}",
        *(line for entry in draft.entries for line in _entry_lines(entry)),
    ]
    return "\n".join(lines) + "\n"


def _field_lines(fields: Sequence[FixedField]) -> list[str]:
    if not fields:
        return []
    return ["fields:", *(f"  - {{ name: {_value(each.name)}, width: {each.width} }}" for each in fields)]


def _entry_lines(entry: Entry) -> list[str]:
    shown = "; ".join(entry.candidates[:_MOST_CANDIDATES])
    candidates = f"; candidates: {shown}" if shown else ""
    comment = f"{entry.sure}: {entry.why}{candidates}"
    if not entry.mapping:
        return [f"      # TODO {entry.column}: {printable(entry.why + candidates)}"]
    return [_line(f"      {entry.column}: {mapping_text(entry.mapping)}", comment)]


def mapping_text(mapping: Mapping[str, str | bool | None]) -> str:
    """A mapping on one line of YAML."""
    return "{ " + ", ".join(f"{name}: {_value(value)}" for name, value in mapping.items()) + " }"


def _line(text: str, comment: str) -> str:
    return f"{text}  # {printable(comment)}" if comment else text


def _value(value: object) -> str:
    """JSON is YAML, too; plain words need no quotes."""
    if isinstance(value, str) and value.isascii() and value.replace("_", "a").replace("-", "a").isalpha():
        return (
            value
            if value.lower() not in ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
            else f'"{value}"'
        )
    return json.dumps(value, ensure_ascii=not (isinstance(value, str) and value.isprintable()))
