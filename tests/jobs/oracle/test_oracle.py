"""The independent SQL itself: its divisions, and the seeded world that it is asked about."""

from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.landed import sale
from tests.jobs.oracle import oracle
from tests.jobs.oracle.silver_like import silver_of
from tests.jobs.oracle.worlds import seeded_tables, seeded_world


def rounded(call: str) -> Any:
    connection = oracle.load(silver_of({"pos_sales": [sale("2026-07-01", "1.00")]}))
    found = connection.execute(f"select {call}").fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("half_up(1, 8, 2)", 13),
        ("half_up(-1, 8, 2)", -13),
        ("half_up(1, -8, 2)", -13),
        ("half_up(-1, -8, 2)", 13),
        ("half_up(1, 3, 4)", 3333),
        ("half_up(0, 3, 4)", 0),
        ("half_up(5, 0, 4)", None),
        ("half_up(null, 3, 4)", None),
        ("rate(1, 3)", Decimal("0.3333")),
        ("percent(-1, 3)", Decimal("-33.33")),
        ("money_each(0.05::decimal(18,2), 2)", Decimal("0.03")),
        ("money_each(-0.05::decimal(18,2), 2)", Decimal("-0.03")),
    ],
)
def test_divisions_are_exact_and_rounded_half_up(call: str, expected: Any) -> None:
    assert rounded(call) == expected


def test_a_seeded_world_is_the_same_again_and_everything_happens_in_it() -> None:
    world = seeded_world(3, 3000)
    assert world == {dataset: table.to_pylist() for dataset, table in seeded_tables(3, 3000).items()}
    assert world["pos_sales"] != seeded_world(4, 3000)["pos_sales"]
    connection = oracle.load(silver_of(world))
    for name in set(oracle.NAMES) - {"data_quality"}:
        assert oracle.answer(connection, name), name
