"""An ODCS contract from anywhere: what of it the check holds, and by name what it does not.

Other tools write rules that no pass over single rows can hold, or that are for a database to hold; none of them is
passed over in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import yaml

from functions.landing.checking.arrow import arrow, kernels
from functions.landing.checking.grammars import local_type
from functions.landing.column_mapping import AMOUNTS, AMOUNTS_RULE
from jobs.contracts.dataset import NOT_BEFORE_RULE, Column, Contract, parse_contract
from jobs.contracts.errors import ConfigurationInvalid

_HELD_OPTIONS = {"minimum", "maximum", "pattern", "minLength", "maxLength"}
_AMOUNTS = {*AMOUNTS, "discount_amount"}
_LENGTHS = ("minLength", "maxLength")


@dataclass(frozen=True, slots=True)
class HeldContract:
    """A contract as it is held, and the rules of its document that are not."""

    contract: Contract
    unchecked: tuple[str, ...]


def held_contract(text: str, *, schema_name: str = "", where: str = "") -> HeldContract:
    """The contract of the schema object of that name, else of the first, from an ODCS v3 document.

    A column that is required has to be in the file. Raises ConfigurationInvalid where it is no such document.
    """
    document = _document(text, where)
    schemas = [each for each in document.get("schema") or [] if isinstance(each, dict)]
    chosen = next((each for each in schemas if each.get("name") == schema_name), None) if schema_name else None
    if schema_name and chosen is None:
        raise _no_schema(where, schema_name, [str(each.get("name")) for each in schemas])
    chosen = chosen or (schemas[0] if schemas else {})
    contract = parse_contract(yaml.safe_dump({**document, "schema": [chosen]}, sort_keys=False, allow_unicode=True))
    others = [str(each.get("name")) for each in schemas if each is not chosen]
    columns, unheld = _holdable(contract)
    unchecked = [*unheld, *_rules_of_columns(chosen, contract), *_rules_of_schema(chosen, contract)]
    unchecked += [f"the schema object {name}" for name in others]
    rules = contract.rules if _amounts_hold(contract) else ()
    return HeldContract(replace(contract, columns=columns, rules=rules), tuple(dict.fromkeys(unchecked)))


def _document(text: str, where: str) -> dict[str, Any]:
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _not_odcs(where, " ".join(str(error).split())) from error
    if not isinstance(document, dict):
        raise _not_odcs(where, type(document).__name__)
    return document


def _holdable(contract: Contract) -> tuple[tuple[Column, ...], list[str]]:
    """The columns without the rules that the check cannot hold to their values, and these."""
    columns, unchecked = [], []
    for column in contract.columns:
        held = replace(column, mandatory=column.mandatory or not column.nullable)
        if column.pattern and (column.type != "string" or not _is_re2(column.pattern)):
            unchecked.append(f"{column.name}: pattern {column.pattern}")
            held = replace(held, pattern=None)
        if column.minimum is not None and not _is_bound(column.minimum, column):
            unchecked.append(f"{column.name}: minimum {column.minimum}")
            held = replace(held, minimum=None)
        if column.maximum is not None and not _is_bound(column.maximum, column):
            unchecked.append(f"{column.name}: maximum {column.maximum}")
            held = replace(held, maximum=None)
        columns.append(held)
    return tuple(columns), unchecked


def _is_re2(pattern: str) -> bool:
    try:
        kernels.match_substring_regex(arrow.array([""], pa.string()), pattern=f"^(?:{pattern})$")
    except pa.ArrowInvalid:
        return False
    return True


def _is_bound(value: str, column: Column) -> bool:
    """Whether the values of the column can be compared with the bound."""
    if column.type == "string":
        return False
    try:
        kernels.cast(arrow.scalar(value), local_type(column))
    except pa.ArrowInvalid:
        return False
    return True


def _rules_of_columns(schema: dict[str, Any], contract: Contract) -> Iterator[str]:
    for entry in schema.get("properties") or []:
        name = entry["name"]
        options = entry.get("logicalTypeOptions") or {}
        yield from (f"{name}: {option} {options[option]}" for option in options if option not in _HELD_OPTIONS)
        if contract.column(name).type != "string":
            yield from (f"{name}: {rule} {options[rule]}" for rule in _LENGTHS if rule in options)
        yield from (f"{name}: {rule}" for rule in ("unique", "enum", "relationships") if entry.get(rule))
        yield from (f"{name}: {_rule_name(rule)}" for rule in entry.get("quality") or [])


def _rules_of_schema(schema: dict[str, Any], contract: Contract) -> Iterator[str]:
    if contract.primary_key:
        yield f"primary key ({', '.join(contract.primary_key)}) is unique"
    yield from ("relationships" for _ in schema.get("relationships") or [])
    held = {NOT_BEFORE_RULE, AMOUNTS_RULE} if _amounts_hold(contract) else {NOT_BEFORE_RULE}
    for rule in schema.get("quality") or []:
        if rule.get("rule") not in held:
            yield f"quality rule {_rule_name(rule)}"


def _amounts_hold(contract: Contract) -> bool:
    """Whether the contract has the columns that the rule of the amounts is about."""
    return {column.name for column in contract.columns if column.decimal} >= _AMOUNTS


def _rule_name(rule: dict[str, Any]) -> str:
    told = next((rule[key] for key in ("name", "rule", "metric", "query", "description", "type") if rule.get(key)), "?")
    return " ".join(str(told).split())[:80]


def _no_schema(where: str, name: str, known: list[str]) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "The contract has no schema object of that name.",
        where=where,
        found=name,
        expected="one of " + ", ".join(known),
        next_step="name one of these by --dataset, or leave it out for the first",
    )


def _not_odcs(where: str, found: str) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        "A data contract cannot be read.",
        where=where,
        found=found,
        expected="an ODCS v3 document in YAML",
        next_step="correct the file, or name another by --contract",
    )
