"""Tillstream's landing check: the whole contract, every refused row with its reasons."""

import tempfile
from functools import cache
from pathlib import Path
from typing import BinaryIO

from bench.landing_peers.measure import measured
from functions.landing.check import check_file
from functions.landing.source import SourceMapping, load_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath

SOURCES = Path(__file__).resolve().parents[2] / "sources"


def land(file: str, parquet: str) -> int:
    """Check the file by the contract pos_sales."""
    with open(file, "rb") as stream, open(parquet, "wb") as bronze, tempfile.TemporaryFile() as quarantine:  # noqa: PTH123
        return check_stream(stream, bronze, quarantine)


def check_stream(stream: BinaryIO, bronze: BinaryIO, quarantine: BinaryIO) -> int:
    """The rows that are loaded of a sales file of the standard layout."""
    agreed = contract("pos_sales")
    landed = check_file(
        stream,
        path=LandingPath("pos_sales", "standard", "sales.csv"),
        version="0" * 32,
        contract=agreed,
        mapping=_mapping(),
        bronze=bronze,
        quarantine=quarantine,
    )
    return landed.loaded


@cache
def _mapping() -> SourceMapping:
    return load_source(SOURCES, "standard").mapping(contract("pos_sales"))


if __name__ == "__main__":
    measured(land)
