"""Rates, percents and averages: one exact division, rounded once, however large the amounts."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from jobs.derive.figures import average_money, percent, quotient, rate
from tests.examples import examples

D = Decimal
COLUMNS = "part decimal(18,2), whole decimal(18,2), units decimal(18,3), orders bigint"


def _figures(
    spark: SparkSession, *rows: tuple[Decimal | None, Decimal | None, Decimal, int]
) -> list[tuple[object, ...]]:
    frame = spark.createDataFrame(list(rows), COLUMNS)
    asked = (rate("part", "whole"), percent("part", "whole"), average_money("part", "units"))
    return [tuple(row) for row in frame.select(*asked, quotient("units", "orders", digits=3)).collect()]


@pytest.mark.parametrize("engine", ["spark", "apache"])
def test_a_figure_is_rounded_half_away_from_zero_and_null_where_nothing_divides(
    engine: str, request: pytest.FixtureRequest
) -> None:
    session = request.getfixturevalue(engine)
    assert _figures(
        session,
        (D("2.00"), D("3.00"), D("0.500"), 3),
        (D("-1.00"), D("8.00"), D("-8.000"), 16),
        (D("0.01"), D("200.00"), D("1.001"), 2),
        (D("1.00"), D("0.00"), D("0.000"), 0),
        (None, D("1.00"), D("1.000"), 1),
    ) == [
        (D("0.6667"), D("66.67"), D("4.00"), D("0.167")),
        (D("-0.1250"), D("-12.50"), D("0.13"), D("-0.500")),
        (D("0.0001"), D("0.01"), D("0.01"), D("0.501")),
        (None, None, None, None),
        (None, None, None, D("1.000")),
    ]


@pytest.mark.parametrize("engine", ["spark", "apache"])
def test_the_largest_amounts_have_the_same_figures_as_small_ones(engine: str, request: pytest.FixtureRequest) -> None:
    session = request.getfixturevalue(engine)
    assert _figures(
        session,
        (D("500000000000.00"), D("1000000000000.00"), D("2.000"), 1),
        (D("-9999999999999999.99"), D("9999999999999999.99"), D("999999999999999.999"), 3),
    ) == [
        (D("0.5000"), D("50.00"), D("250000000000.00"), D("2.000")),
        (D("-1.0000"), D("-100.00"), D("-10.00"), D("333333333333333.333")),
    ]


_amounts = st.integers(-(10**12), 10**12).map(lambda cents: D(cents).scaleb(-2))
_units = st.integers(1, 10**9).map(lambda thousandths: D(thousandths).scaleb(-3))


@settings(max_examples=examples(15, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(_amounts, _amounts.filter(bool), _units, st.integers(1, 10**6)), min_size=1, max_size=40)
)
def test_a_figure_is_the_exact_quotient_rounded_once(
    spark: SparkSession, rows: list[tuple[Decimal, Decimal, Decimal, int]]
) -> None:
    expected = [
        (
            _rounded(Fraction(part) / Fraction(whole), 4),
            _rounded(100 * Fraction(part) / Fraction(whole), 2),
            _rounded(Fraction(part) / Fraction(units), 2),
            _rounded(Fraction(units) / orders, 3),
        )
        for part, whole, units, orders in rows
    ]
    assert sorted(_figures(spark, *rows)) == sorted(expected)


def _rounded(exact: Fraction, digits: int) -> Decimal:
    """Half away from zero, on whole numbers."""
    scaled = exact * 10**digits
    whole, rest = divmod(abs(scaled), 1)
    away = int(whole) + (rest >= Fraction(1, 2))
    return (D(away if scaled >= 0 else -away).scaleb(-digits)).quantize(D(1).scaleb(-digits), ROUND_HALF_UP)
