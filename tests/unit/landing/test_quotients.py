"""A price or a quantity that follows from the total: exact at any size, also where Arrow divides wrongly."""

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.landing.checking.quotients import quotients
from fuzz.slow_amounts import rounded
from tests.examples import examples

PAID, PRICE, QUANTITY = pa.decimal128(19, 2), pa.decimal128(18, 4), pa.decimal128(18, 3)
MOST = 2 * 10**18
PIECES = st.integers(-MOST, MOST) | st.integers(-1000, 1000)
DIVISORS = (st.integers(1, 10**18 - 1) | st.integers(1, 10**6)).flatmap(lambda size: st.sampled_from([size, -size]))


# By hand: 361.6346 x 274877906.944 is 0.0007 more than what was paid, 361.6346 x 274877906.943 is 0.3610 less; 2/3 is
# 0.6666...; 1/8 is 0.125, a half at the second decimal and none at the third; 0.01/20 is 0.0005, a half at the third.
@pytest.mark.parametrize(
    ("paid", "price", "quantity"),
    [
        ("99405361926.53", "361.6346", "274877906.944"),
        ("-99405361926.53", "361.6346", "-274877906.944"),
        ("2.00", "3.0000", "0.667"),
        ("1.00", "8.0000", "0.125"),
        ("0.01", "20.0000", "0.001"),
        ("-0.01", "20.0000", "-0.001"),
        ("0.00", "-7.0000", "0.000"),
        ("9999999999999999.99", "0.0001", "99999999999999999900.000"),
    ],
)
def test_a_quantity_by_hand(paid: str, price: str, quantity: str) -> None:
    found = quotients(pa.array([Decimal(paid)], PAID), pa.array([Decimal(price)], PRICE), 3)
    assert found.to_pylist() == [Decimal(quantity)]


# By hand: 3 x 33333333333333333333.333 = 99999999999999999999.999.
def test_what_does_not_fit_64_bits_is_exact_too() -> None:
    paid = pa.array([Decimal("100000000000000000000.00"), Decimal("-0.01")], pa.decimal128(28, 2))
    found = quotients(paid, pa.array([Decimal(3), Decimal(20)], PRICE), 3)
    assert found.to_pylist() == [Decimal("33333333333333333333.333"), Decimal("-0.001")]


@given(pairs=st.lists(st.tuples(PIECES, DIVISORS), max_size=3), kind=st.sampled_from([(PRICE, 3), (QUANTITY, 4)]))
@example(pairs=[(MOST, 1), (1, 3)], kind=(PRICE, 3))
@settings(max_examples=examples(300, 10_000))
def test_every_quotient_is_that_of_fractions(pairs: list[tuple[int, int]], kind: tuple[pa.Decimal128Type, int]) -> None:
    assert_exact(pairs, *kind)


@given(
    power=st.integers(20, 60),
    times=st.integers(1, 9),
    divisor=DIVISORS,
    beside=st.integers(-3, 3),
    kind=st.sampled_from([(PRICE, 3), (QUANTITY, 4)]),
)
@settings(max_examples=examples(300, 10_000))
def test_and_so_is_one_beside_a_multiple_of_a_power_of_two(
    power: int, times: int, divisor: int, beside: int, kind: tuple[pa.Decimal128Type, int]
) -> None:
    divisor_type, decimals = kind
    unit = 10 ** (decimals + divisor_type.scale - PAID.scale)
    paid = (2**power * times * divisor) // unit + beside
    assert_exact([(paid, divisor)] if abs(paid) <= MOST else [], divisor_type, decimals)


def assert_exact(pairs: list[tuple[int, int]], divisor_type: pa.Decimal128Type, decimals: int) -> None:
    paid = [Decimal(above).scaleb(-PAID.scale) for above, _ in pairs]
    divisors = [Decimal(below).scaleb(-divisor_type.scale) for _, below in pairs]
    found = quotients(pa.array(paid, PAID), pa.array(divisors, divisor_type), decimals)
    exact = [Fraction(above) / Fraction(below) for above, below in zip(paid, divisors, strict=True)]
    assert [Fraction(figure) for figure in found.to_pylist()] == [rounded(each, decimals) for each in exact]
