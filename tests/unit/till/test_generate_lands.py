"""Generated files meet the landing check: what it keeps, refuses and sums is what the generator says is in them."""

from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from functions.landing.check import Landed, check_file
from functions.landing.source import load_source
from jobs.contracts.dataset import contract
from jobs.contracts.paths import LandingPath
from till.generate import Generated, generate
from till.generate.dirt import KINDS

SOURCES = Path(__file__).parents[3] / "sources"
CODES = {dirt.kind: dirt.code for dirt in KINDS}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(tmp_path_factory.mktemp("made"), stores=1, months=1, dirty=0.1)


def land(made: Generated, path: str) -> Landed:
    at = LandingPath.parse(path)
    rules = contract(at.dataset)
    mapping = load_source(SOURCES, at.source).mapping(rules)
    with (made.folder / path).open("rb") as stream:
        return check_file(
            stream,
            path=at,
            version="0" * 32,
            contract=rules,
            mapping=mapping,
            bronze=BytesIO(),
            quarantine=BytesIO(),
        )


def test_the_landing_check_keeps_and_refuses_exactly_the_rows_that_the_generator_counted(made: Generated) -> None:
    for file in made.sales:
        landed = land(made, file.path)
        expected: Counter[str] = Counter()
        for kind, rows in file.dirty.items():
            expected[CODES[kind]] += rows
        assert (landed.loaded, landed.quarantined, landed.total_cost) == (
            file.rows_good,
            file.rows_dirty,
            file.total_cost,
        )
        assert landed.violations == expected


def test_every_row_of_every_other_file_is_kept(made: Generated) -> None:
    for path, rows in (made.dimensions | made.beside).items():
        landed = land(made, path)
        assert (landed.loaded, landed.quarantined) == (rows, 0)
