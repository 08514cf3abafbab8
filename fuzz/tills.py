"""The tills whose files are fuzzed, from tills.yaml: how each writes, and a sound file of it."""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from functions.landing.source import SourceMapping, parse_source
from jobs.contracts.dataset import Contract, contract, parse_contract

SOURCE = "fuzz"


@dataclass(frozen=True)
class Till:
    """One till; `header` and `rows` are a sound file of it, as text."""

    name: str
    source: str
    contract: Contract
    mapping: SourceMapping
    header: str
    rows: str


@cache
def tills() -> tuple[Till, ...]:
    """All of them, in the order of the file."""
    return tuple(till_of(entry) for entry in yaml.safe_load((files("fuzz") / "tills.yaml").read_text(encoding="utf-8")))


def till_of(entry: dict[str, Any]) -> Till:
    """A till by an entry like those of the file; `header` and `rows` may be left out."""
    said = dict(entry["source"])
    of_dataset = {key: said.pop(key) for key in ("columns", "returns") if key in said}
    # No share of refused rows is too high, so that all of them are seen.
    whole = {"source": SOURCE, "max_refused_share": 1.0, **said, "datasets": {entry["dataset"]: of_dataset}}
    text = yaml.safe_dump(whole, allow_unicode=True)
    terms = _contract(entry["dataset"])
    mapping = parse_source(text, where=entry["name"], name=SOURCE).mapping(terms)
    return Till(entry["name"], text, terms, mapping, entry.get("header", ""), entry.get("rows", ""))


def _contract(dataset: str) -> Contract:
    if dataset != "every_type":
        return contract(dataset)
    text = (files("fuzz") / "every_type.odcs.yaml").read_text(encoding="utf-8")
    return replace(parse_contract(text), dataset=dataset)
