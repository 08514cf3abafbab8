"""By which contract and mapping a file is checked, or why it cannot be."""

from dataclasses import dataclass
from pathlib import Path

from functions.landing.after.layout import left_mapping
from functions.landing.kept import KeptFile
from functions.landing.source import SourceMapping, load_source, rules_id
from functions.ledger.partitions import UNKNOWN
from jobs.contracts.dataset import Contract, contract
from jobs.contracts.errors import FileRefused, UnknownDataset, UnknownSource
from jobs.contracts.paths import LandingPath, is_erased, printable


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules that a file is checked by; `partition` is its place in the ledger, `rules` their revision."""

    path: LandingPath
    partition: str
    contract: Contract
    mapping: SourceMapping
    rules: str

    @property
    def told_by_path(self) -> tuple[str, ...]:
        """The values that the source takes from the path of the file, by column."""
        return self.mapping.told_by(self.path)


@dataclass(frozen=True, slots=True)
class NoTerms:
    """Why there are no rules for a file, as a stable code and a sentence for the operator."""

    partition: str
    refusal: str
    error: str
    rules: str = ""
    told_by_path: tuple[str, ...] = ()


def terms_of(kept: KeptFile, sources: Path, max_file_bytes: int) -> Terms | NoTerms:
    """The terms on which the file is landed.

    A mapping that is there and wrong raises ConfigurationInvalid: that is not the file's fault, and it is tried again.
    """
    partition = UNKNOWN
    try:
        path = LandingPath.parse(kept.text)
        agreed = contract(path.dataset)
        partition = agreed.dataset
        mapping = load_source(sources, path.source).mapping(agreed)
    except FileRefused as error:
        return NoTerms(partition, error.refusal, str(error))
    except (UnknownDataset, UnknownSource) as error:
        return NoTerms(partition, error.code, str(error))
    if kept.facts.size > max_file_bytes:
        return _too_large(kept, partition, max_file_bytes)
    # What is left of a file from which somebody was erased is not written as the till had written it.
    written = left_mapping(mapping) if is_erased(kept.raw) else mapping
    return Terms(path, partition, agreed, written, rules_id(agreed, mapping))


def _too_large(kept: KeptFile, partition: str, at_most: int) -> NoTerms:
    error = FileRefused(
        "file-too-large",
        "The file is larger than this app reads.",
        where=printable(kept.text),
        found=f"{kept.facts.size:,} bytes",
        expected=f"at most {at_most:,} bytes",
        next_step="split the export by day or store, or raise TILLSTREAM_MAX_FILE_BYTES",
    )
    return NoTerms(partition, error.refusal, str(error), f"at most {at_most} bytes")
