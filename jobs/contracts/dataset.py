"""A dataset's contract, read from its ODCS v3 YAML file: what landing, Spark and the docs derive from."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from jobs.contracts.errors import ConfigurationInvalid, UnknownDataset

TYPES = ("bigint", "int", "string", "date", "timestamp")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract.

    type        'bigint', 'int', 'string', 'date', 'timestamp' (UTC) or 'decimal(p,s)'
    nullable    a row may leave it empty
    mandatory   a file without the column is refused (unless the source mapping supplies it)
    personal    personal data: masked in marts, never in a log
    minimum, maximum   inclusive bounds as text in ISO form, or None
    """

    name: str
    type: str
    description: str
    nullable: bool = True
    mandatory: bool = False
    personal: bool = False
    minimum: str | None = None
    maximum: str | None = None

    @property
    def decimal(self) -> tuple[int, int] | None:
        """Precision and scale where the type is decimal(p,s), else None."""
        if not self.type.startswith("decimal("):
            return None
        precision, scale = self.type.removeprefix("decimal(").removesuffix(")").split(",")
        return int(precision), int(scale)


@dataclass(frozen=True, slots=True)
class Contract:
    """A dataset's contract; `text` is its YAML, so that a change of it can be told."""

    dataset: str
    version: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    rules: tuple[str, ...]
    text: str

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
    """The contract that an ODCS v3 document describes (its first schema object)."""
    document = yaml.safe_load(text)
    try:
        schema = document["schema"][0]
        columns = tuple(_column(entry) for entry in schema["properties"])
        keyed = [entry for entry in schema["properties"] if entry.get("primaryKey")]
        keyed.sort(key=lambda entry: entry["primaryKeyPosition"])
        return Contract(
            dataset=schema["name"],
            version=document["version"],
            description=schema["description"].strip(),
            columns=columns,
            primary_key=tuple(entry["name"] for entry in keyed),
            rules=tuple(rule["rule"] for rule in schema.get("quality", [])),
            text=text,
        )
    except (KeyError, IndexError, TypeError) as error:
        raise ConfigurationInvalid(
            "A data contract cannot be read.",
            found=f"{type(error).__name__}: {error}",
            expected="an ODCS v3 document with one schema object, its properties, and a version",
            next_step="compare it with jobs/contracts/datasets/pos_sales.odcs.yaml",
        ) from error


def _column(entry: dict[str, Any]) -> Column:
    options = entry.get("logicalTypeOptions", {})
    custom = {item["property"]: item["value"] for item in entry.get("customProperties", [])}
    physical = entry["physicalType"]
    if physical not in TYPES and not physical.startswith("decimal("):
        raise KeyError(f"physicalType {physical!r} of {entry['name']}; expected decimal(p,s) or one of {TYPES}")
    return Column(
        name=entry["name"],
        type=physical,
        description=entry["description"].strip(),
        nullable=not entry.get("required", False),
        mandatory=bool(custom.get("mandatoryColumn", False)),
        personal=entry.get("classification") == "personal",
        minimum=_text(options.get("minimum")),
        maximum=_text(options.get("maximum")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
