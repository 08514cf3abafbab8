"""What a person asks for on the command line: which files, by which terms."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from jobs.contracts.errors import ConfigurationInvalid
from jobs.contracts.paths import printable
from till.check_source.terms import Terms, given_terms, mapping_terms, project_terms

DEFAULT_DATASET = "pos_sales"
_STDIN = "-"
_SHOWN = 10


def asked_terms(*, source: str, dataset: str, contract_file: Path | None, mapping_file: Path | None) -> Terms:
    """The terms of --source, or of --contract and --mapping. Raises ConfigurationInvalid where it is neither."""
    if source and not (contract_file or mapping_file):
        from till.settings import load_settings

        return project_terms(load_settings().sources_folder, source, dataset or DEFAULT_DATASET)
    if source or not (contract_file or mapping_file):
        raise ConfigurationInvalid(
            "It is not clear by which mapping the files are to be checked.",
            found="--source beside --contract or --mapping" if source else "none of --source, --contract, --mapping",
            expected="--source NAME, or --contract FILE or --mapping FILE or both",
            next_step="till check-source --help",
        )
    if contract_file:
        return given_terms(contract_file, mapping_file, dataset)
    assert mapping_file is not None  # noqa: S101  # the two cases above leave no other
    return mapping_terms(mapping_file, dataset or DEFAULT_DATASET)


def paths(files: Sequence[Path]) -> Iterator[Path]:
    """The files in their order; - stands for the paths on stdin, one a line, which are read as they are needed.

    Raises ConfigurationInvalid where files that are named on the command line are not there.
    """
    missing = [str(file) for file in files if str(file) != _STDIN and not file.is_file()]
    if missing:
        raise ConfigurationInvalid(
            f"{len(missing)} of the files cannot be checked.",
            found="\n".join(printable(name) for name in missing[:_SHOWN]) + ("\n..." if missing[_SHOWN:] else ""),
            expected="paths of files",
            next_step="name files that are there",
        )
    return _each(files)


def _each(files: Sequence[Path]) -> Iterator[Path]:
    for file in files:
        if str(file) == _STDIN:
            yield from (Path(os.fsdecode(line)) for raw in sys.stdin.buffer if (line := raw.rstrip(b"\r\n")))
        else:
            yield file
