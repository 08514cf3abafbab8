"""A source: how one till's files differ from the contract, read from sources/<name>.yaml and checked as a whole."""

import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import Field, ValidationError

from functions.completeness.calendar import Expects
from functions.landing.column_mapping import AMOUNTS, ColumnMapping, DatasetMapping, SignRule
from functions.landing.dialect import Dialect
from functions.landing.strict_yaml import load_strictly
from functions.landing.time_zone import TimeZone
from jobs.contracts.dataset import Contract
from jobs.contracts.errors import ConfigurationInvalid, UnknownSource
from jobs.contracts.paths import LandingPath, digest, printable

RULES_DIGITS = 16
# To be raised where landing reads the same file under the same rules otherwise than before, so that a replay can tell.
READER = "1"


class Source(Dialect):
    """One till layout.

    time_zone   of the local times in the files
    text        the YAML that it was read from
    """

    source: str
    description: str = ""
    time_zone: TimeZone
    datasets: dict[str, DatasetMapping] = Field(min_length=1)
    expects: Expects = Field(default_factory=list)
    text: str = Field(default="", exclude=True)

    def mapping(self, contract: Contract) -> "SourceMapping":
        """The source's mapping onto a contract.

        Raises UnknownSource where the source does not deliver the dataset, ConfigurationInvalid where its entries do
        not fit the contract's columns.
        """
        if contract.dataset not in self.datasets:
            raise UnknownSource(
                f"The source '{self.source}' does not deliver the dataset '{contract.dataset}'.",
                found=contract.dataset,
                expected="one of " + ", ".join(sorted(self.datasets)),
                next_step=f"drop the file under another source, or add the dataset to sources/{self.source}.yaml",
            )
        of_dataset = self.datasets[contract.dataset]
        mistakes = _misfits(of_dataset.columns, contract) + _control_misfits(self, contract)
        if mistakes:
            raise _invalid(f"sources/{self.source}.yaml, dataset {contract.dataset}", mistakes)
        return SourceMapping(
            source=self.source,
            dataset=contract.dataset,
            dialect=self,
            time_zone=self.time_zone,
            columns=MappingProxyType(of_dataset.columns),
            returns=of_dataset.returns,
            rules=self.model_dump_json(exclude={"description", "expects", "text"}),
        )


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """The dialect and the column mapping of one dataset from one source; `rules` is all that they say, as text."""

    source: str
    dataset: str
    dialect: Dialect
    time_zone: str
    columns: MappingProxyType[str, ColumnMapping]
    returns: SignRule | None
    rules: str

    def told_by(self, path: LandingPath) -> tuple[str, ...]:
        """The values that the path of a file tells of all its rows, in the order of their columns; '' for none."""
        patterns = [entry.path for _, entry in sorted(self.columns.items()) if entry.path]
        return tuple((match.group(1) or "") if (match := re.search(each, path.name)) else "" for each in patterns)


def load_source(folder: Path, name: str) -> Source:
    """The source of that name in the folder.

    Raises UnknownSource with the names there are, ConfigurationInvalid with every mistake in the file.
    """
    known = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if name not in known:
        raise UnknownSource(
            "There is no source of that name.",
            where=str(folder),
            found=printable(name),
            expected="one of " + (", ".join(known) or "none: the folder holds no YAML file"),
            next_step="drop the file under one of these, or describe the till in a new YAML file in that folder",
        )
    return parse_source(known[name].read_text(encoding="utf-8"), where=str(known[name]), name=name)


def parse_source(text: str, *, where: str, name: str) -> Source:
    """The source that a YAML text describes. Raises ConfigurationInvalid with every mistake in it."""
    try:
        document = load_strictly(text)
    except yaml.YAMLError as error:
        raise _invalid(where, [f"not YAML: {' '.join(str(error).split())}"]) from error
    if not isinstance(document, dict):
        raise _invalid(where, [f"found {type(document).__name__}, expected a mapping with source, format, datasets"])
    try:
        source = Source.model_validate({**document, "text": text})
    except ValidationError as error:
        raise _invalid(where, [_mistake(dict(detail)) for detail in error.errors(include_url=False)]) from error
    if source.source != name:
        raise _invalid(where, [f"source: found {source.source!r}, expected {name!r}, the name of the file"])
    return source


def rules_id(contract: Contract, mapping: SourceMapping) -> str:
    """16 hex digits that change with the contract, the source's mapping and the reader: by which rules a file was read.

    What a source says of files that are expected is no rule for reading them.
    """
    return digest(READER, contract.text, mapping.rules, length=RULES_DIGITS)


def _misfits(columns: dict[str, ColumnMapping], contract: Contract) -> list[str]:
    """What the entries say that the contract's columns do not allow."""
    names = [column.name for column in contract.columns]
    mistakes = [
        f"columns.{name}: found no such column in the contract, expected one of {', '.join(names)}"
        for name in columns
        if name not in names
    ]
    for name, entry in columns.items():
        if name in names and (problem := entry.misfit(contract.column(name), contract.rules)):
            mistakes.append(f"columns.{name}: {problem}")
    derived = [name for name in AMOUNTS if name in columns and columns[name].derived]
    if len(derived) > 1:
        mistakes.append(f"columns: found {' and '.join(derived)} derived, expected at most one of {', '.join(AMOUNTS)}")
    return mistakes


def _control_misfits(dialect: Dialect, contract: Contract) -> list[str]:
    """The groups of trailer and control file that name no control total."""
    known = {"rows", "bytes", "md5", "sha256"} | {column.name for column in contract.columns if column.decimal}
    patterns = [("trailer", dialect.trailer.pattern)] if dialect.trailer else []
    if dialect.control_file:
        patterns += [("control_file", pattern) for pattern in dialect.control_file.patterns]
    return [
        f"{place}: found the group {group!r}, expected one of {', '.join(sorted(known))}"
        for place, pattern in patterns
        for group in re.compile(pattern).groupindex
        if group not in known
    ]


def _mistake(detail: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in detail["loc"]) or "the file"
    found = "nothing" if detail["type"] == "missing" else repr(detail["input"])[:80]
    return f"{place}: found {found}; {detail['msg'].removeprefix('Value error, ')}"


def _invalid(where: str, mistakes: list[str]) -> ConfigurationInvalid:
    return ConfigurationInvalid(
        f"A source cannot be used: {len(mistakes)} mistake(s).",
        where=where,
        found="\n    ".join(mistakes),
        expected="a source as in sources/standard.yaml",
        next_step="correct the places named above",
    )
