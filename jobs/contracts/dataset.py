"""A dataset's contract, read from its ODCS v3 YAML file: what landing, Spark and the docs derive from."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from jobs.contracts.errors import ConfigurationInvalid, UnknownDataset

TYPES = ("bigint", "int", "string", "date", "timestamp", "decimal(p,s)")
_PHYSICAL = re.compile(r"([a-z]+[0-9]*)(?:\s*\(\s*([0-9]+)\s*(?:,\s*([0-9]+)\s*)?\))?(?: .*)?")
_SPELLINGS = {
    "bigint": ("bigint", "long", "int8"),
    "int": ("int", "integer", "smallint", "tinyint", "int4", "int2"),
    "string": ("string", "varchar", "char", "text", "nvarchar", "nchar", "character", "varchar2", "boolean", "bool"),
    "date": ("date",),
    "timestamp": ("timestamp", "datetime", "timestamptz"),
}
_DECIMAL = ("decimal", "numeric", "number")
_MOST_DIGITS = 38
NOT_BEFORE_RULE = "not-before"
_TRUTHS = "(?i:true|false|t|f|yes|no|y|n|1|0)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract.

    type        'bigint', 'int', 'string', 'date', 'timestamp' (UTC) or 'decimal(p,s)'
    nullable    a row may leave it empty
    mandatory   a file without the column is refused (unless the source mapping supplies it)
    personal    personal data: masked in marts, never in a log
    minimum, maximum   inclusive bounds as text in ISO form, or None
    days_after_drop    a date may lie at most so many days after the day on which its file was dropped (UTC), or None
    pattern, min_length, max_length   what a text has to be like, or None
    """

    name: str
    type: str
    description: str
    nullable: bool = True
    mandatory: bool = False
    personal: bool = False
    minimum: str | None = None
    maximum: str | None = None
    days_after_drop: int | None = None
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None

    @property
    def decimal(self) -> tuple[int, int] | None:
        """Precision and scale where the type is decimal(p,s), else None."""
        if not self.type.startswith("decimal("):
            return None
        precision, scale = self.type.removeprefix("decimal(").removesuffix(")").split(",")
        return int(precision), int(scale)


@dataclass(frozen=True, slots=True)
class Contract:
    """A dataset's contract; `text` is its YAML, so that a change of it can be told.

    not_before   pairs of columns of one type: where a row has both, the first is not before the second
    """

    dataset: str
    version: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    rules: tuple[str, ...]
    text: str
    not_before: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where the contract has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def dataset_names() -> tuple[str, ...]:
    """The datasets that have a contract, in alphabetical order."""
    suffix = ".odcs.yaml"
    folder = files("jobs.contracts") / "datasets"
    return tuple(sorted(entry.name.removesuffix(suffix) for entry in folder.iterdir() if entry.name.endswith(suffix)))


@cache
def contract(dataset: str) -> Contract:
    """The contract of a dataset.

    Raises UnknownDataset with the names there are, ConfigurationInvalid where the YAML is not such a contract.
    """
    if dataset not in dataset_names():
        raise UnknownDataset(
            f"There is no dataset '{dataset}'.",
            found=dataset,
            expected="one of " + ", ".join(dataset_names()),
            next_step="name one of these, or add jobs/contracts/datasets/<name>.odcs.yaml",
        )
    text = (files("jobs.contracts") / "datasets" / f"{dataset}.odcs.yaml").read_text(encoding="utf-8")
    return parse_contract(text)


def parse_contract(text: str) -> Contract:
    """The contract that an ODCS v3 document describes (its first schema object).

    Raises ConfigurationInvalid where it is not such a document.
    """
    try:
        document = yaml.safe_load(text)
        schema = document["schema"][0]
        keyed = [entry for entry in schema["properties"] if entry.get("primaryKey")]
        keyed.sort(key=lambda entry: entry.get("primaryKeyPosition", 0))
        columns = tuple(_column(entry) for entry in schema["properties"])
        rules = [rule for rule in schema.get("quality") or [] if "rule" in rule]
        return Contract(
            dataset=schema["name"],
            version=str(document["version"]),
            description=(schema.get("description") or "").strip(),
            columns=columns,
            primary_key=tuple(entry["name"] for entry in keyed),
            rules=tuple(rule["rule"] for rule in rules),
            text=text,
            not_before=tuple(_not_before(rule, columns) for rule in rules if rule["rule"] == NOT_BEFORE_RULE),
        )
    except (yaml.YAMLError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise ConfigurationInvalid(
            "A data contract cannot be read.",
            found=f"{type(error).__name__}: {error}",
            expected="an ODCS v3 document with one schema object, its properties, and a version",
            next_step="compare it with jobs/contracts/datasets/pos_sales.odcs.yaml",
        ) from error


def _column(entry: dict[str, Any]) -> Column:
    options = entry.get("logicalTypeOptions") or {}
    custom = _custom(entry)
    physical, logical = entry.get("physicalType") or "", entry.get("logicalType") or ""
    is_truth = column_type(physical, logical, entry["name"]) == "string" and "bool" in (physical + logical).lower()
    return Column(
        name=entry["name"],
        type=column_type(physical, logical, entry["name"]),
        description=(entry.get("description") or "").strip(),
        nullable=not entry.get("required", False),
        mandatory=bool(custom.get("mandatoryColumn", False)),
        personal=entry.get("classification") == "personal",
        minimum=_text(options.get("minimum")),
        maximum=_text(options.get("maximum")),
        days_after_drop=custom.get("latestDaysAfterDrop"),
        pattern=options.get("pattern") or (_TRUTHS if is_truth else None),
        min_length=options.get("minLength"),
        max_length=options.get("maxLength", _length(physical)),
    )


def _custom(entry: dict[str, Any]) -> dict[str, Any]:
    return {item["property"]: item["value"] for item in entry.get("customProperties") or []}


def _not_before(rule: dict[str, Any], columns: tuple[Column, ...]) -> tuple[str, str]:
    custom, types = _custom(rule), {column.name: column.type for column in columns}
    later, earlier = custom["column"], custom["notBefore"]
    if types[later] != types[earlier] or types[later] not in ("date", "timestamp"):
        raise ValueError(f"not-before of {later!r} and {earlier!r}, expected two columns of type date, or of timestamp")
    return later, earlier


def column_type(physical: str, logical: str, name: str) -> str:
    """The type of a column, by its physical type as databases write it, else by its logical type.

    A boolean is a text that says which; a floating-point number is a decimal, since figures are never rounded here.
    Raises ValueError for a type that no file of rows can hold.
    """
    for written in (physical, logical.lower().replace("integer", "bigint")):
        if match := _PHYSICAL.fullmatch(written.strip().lower()):
            kind, precision, scale = match.groups()
            if kind in _DECIMAL:
                return _decimal(int(precision or _MOST_DIGITS), int(scale or (0 if precision else 10)), name)
            for type_, spellings in _SPELLINGS.items():
                if kind in spellings:
                    return type_
    raise ValueError(f"column {name!r} has the type {physical or logical!r}, expected one of {', '.join(TYPES)}")


def _decimal(precision: int, scale: int, name: str) -> str:
    if not 1 <= precision <= _MOST_DIGITS or scale > precision:
        raise ValueError(f"column {name!r} is decimal({precision},{scale}), expected at most {_MOST_DIGITS} digits")
    return f"decimal({precision},{scale})"


def _length(physical: str) -> int | None:
    """How many characters a physical type of text allows: varchar(20)."""
    match = _PHYSICAL.fullmatch(physical.strip().lower())
    return int(match[2]) if match and match[2] and match[1] in _SPELLINGS["string"] else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
