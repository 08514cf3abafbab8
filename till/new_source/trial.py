"""A proposal tried on its own sample: which share of the rows would land."""

from pathlib import Path
from tempfile import TemporaryDirectory

from functions.landing.source import parse_source
from jobs.contracts.dataset import Contract
from till.check_source.checked import CheckedFile, checked
from till.check_source.terms import Terms
from till.new_source.encoding import decoded
from till.new_source.sample import Sample

_MOST_VIOLATIONS = 20


def tried(text: str, source: str, contract: Contract, sample: Sample) -> CheckedFile:
    """What landing would do with the sample by the proposal."""
    mapping = parse_source(text, where="the proposal", name=source).mapping(contract)
    with TemporaryDirectory() as folder:
        file = Path(folder) / sample.path.name.removesuffix(".gz").removesuffix(".zip")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_whole_rows(sample, mapping.dialect.encoding))
        return checked(file, Terms(contract, mapping, (), path_root=Path(folder)), _MOST_VIOLATIONS)


def _whole_rows(sample: Sample, encoding: str) -> bytes:
    """The sample without the row that it cuts off."""
    return sample.content if sample.whole else decoded(sample, encoding).encode(encoding)
