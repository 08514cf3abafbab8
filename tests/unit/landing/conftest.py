"""A file's bytes through the real check, in memory."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
import pytest

from functions.landing.check import Landed, check_file
from functions.landing.source import parse_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath
from tests.corpus.case import SOUND

STANDARD = (
    "source: test\nformat: csv\ntime_zone: UTC\ndatasets: {pos_sales: {}, customer: {}, product: {}, store: {}}\n"
)


@dataclass(frozen=True)
class Checked:
    landed: Landed
    rows: list[dict[str, Any]]
    refused: list[dict[str, Any]]

    def codes(self) -> list[tuple[int, str, str]]:
        return [(row["row"], v["column"], v["code"]) for row in self.refused for v in row["violations"]]


@pytest.fixture(scope="session")
def check() -> Callable[..., Checked]:
    def run(
        content: bytes, *, dataset: str = "pos_sales", source: str = STANDARD, name: str = "a.csv", **how: Any
    ) -> Checked:
        bronze, quarantine = io.BytesIO(), io.BytesIO()
        terms = contract(dataset)
        landed = check_file(
            io.BytesIO(content),
            path=LandingPath(dataset, "test", name),
            version="v1",
            contract=terms,
            mapping=parse_source(source, where="test.yaml", name="test").mapping(terms),
            bronze=bronze,
            quarantine=quarantine,
            **how,
        )
        rows = pq.read_table(io.BytesIO(bronze.getvalue())).to_pylist(maps_as_pydicts="strict")
        return Checked(landed, rows, [json.loads(line) for line in quarantine.getvalue().splitlines()])

    return run


@pytest.fixture(scope="session")
def sales() -> Callable[..., bytes]:
    """A standard sales file of one row per dict, each on top of a sound row."""

    def build(*rows: dict[str, str], columns: tuple[str, ...] = ()) -> bytes:
        names = list(dict.fromkeys([*SOUND, *(name for row in rows for name in row), *columns]))
        lines = [",".join(names), *(",".join((SOUND | row).get(name, "") for name in names) for row in rows)]
        return ("\n".join(lines) + "\n").encode()

    return build
