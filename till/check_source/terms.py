"""By which contract and mapping the files are checked, read once for all of them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from functions.landing.source import SourceMapping, load_source, parse_source
from jobs.contracts.dataset import Contract, contract
from jobs.contracts.errors import ConfigurationInvalid
from till.check_source.odcs import held_contract

_BY_NAME = "source: contract\nformat: csv\ntime_zone: UTC\ndatasets: {{ {dataset}: {{}} }}\n"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of one call.

    unchecked    what the contract or the call leaves without a check, each a phrase for a person
    dropped_on   the day (UTC) that bounds are held to which depend on it; None holds none of them
    path_root    the part of a file's path below it is its name in landing; None: its folder and its name
    """

    contract: Contract
    mapping: SourceMapping
    unchecked: tuple[str, ...]
    dropped_on: date | None = None
    path_root: Path | None = None


def project_terms(sources: Path, source: str, dataset: str) -> Terms:
    """The terms on which the project lands files of a source. Raises UnknownSource, UnknownDataset."""
    agreed = contract(dataset)
    return Terms(agreed, load_source(sources, source).mapping(agreed), ())


def given_terms(contract_file: Path, mapping_file: Path | None, dataset: str) -> Terms:
    """The terms of any ODCS contract and any mapping; without one, CSV with the contract's own names, in UTC.

    Raises ConfigurationInvalid with all that is wrong with either.
    """
    held = held_contract(_text(contract_file), schema_name=dataset, where=str(contract_file))
    if mapping_file:
        text, where = _text(mapping_file), str(mapping_file)
    else:
        text, where = _BY_NAME.format(dataset=yaml.safe_dump(held.contract.dataset).split("\n")[0]), "the contract"
    mapping = parse_source(text, where=where, name=_name_in(text)).mapping(held.contract)
    return Terms(held.contract, mapping, held.unchecked)


def mapping_terms(mapping_file: Path, dataset: str) -> Terms:
    """The terms of one of the project's contracts and a mapping that is not among its sources yet."""
    agreed, text = contract(dataset), _text(mapping_file)
    mapping = parse_source(text, where=str(mapping_file), name=_name_in(text)).mapping(agreed)
    return Terms(agreed, mapping, ())


def _name_in(text: str) -> str:
    """The name that a mapping gives itself: outside the project its file may have another."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError:
        return ""
    return str(document.get("source", "")) if isinstance(document, dict) else ""


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationInvalid(
            "A file that was named cannot be read.",
            where=str(file),
            found=f"{type(error).__name__}: {error}",
            expected="YAML in UTF-8",
            next_step="name another file",
        ) from error
