"""Sums and exact quotients, written once: every rate and average is one division, rounded once, HALF_UP.

Engines divide decimals with different numbers of digits, so that rounding what they give would round twice; here whole
numbers are divided.
"""

from pyspark.sql import Column
from pyspark.sql import functions as sf

MONEY = "decimal(18,2)"
UNITS = "decimal(18,3)"
RATE = "decimal(18,4)"
PERCENT = "decimal(18,2)"
_THOUSANDTHS = 1000
_WHOLE = "decimal(38,0)"


def money(name: str) -> Column:
    """The sum of a column of money, nulls 0, decimal(18,2); by its own name."""
    return _sum(name, MONEY).alias(name)


def units(name: str) -> Column:
    """The sum of a column of units, nulls 0, decimal(18,3); by its own name."""
    return _sum(name, UNITS).alias(name)


def count(name: str) -> Column:
    """The sum of a column of counts, nulls 0, bigint; by its own name."""
    return _sum(name, "bigint").alias(name)


def money_of(amount: Column, name: str) -> Column:
    """The sum of an amount of money, nulls 0, decimal(18,2); added up as whole cents, quicker where groups are many."""
    return _whole(amount, 2).alias(name)


def units_of(quantity: Column, name: str) -> Column:
    """The sum of a quantity, nulls 0, decimal(18,3); added up as whole thousandths."""
    return _whole(quantity, 3).alias(name)


def count_where(condition: Column, number: str, name: str) -> Column:
    """The sum of a count over the rows that meet the condition, bigint."""
    return _over(condition, sf.col(number), "bigint").alias(name)


def rows_where(condition: Column, name: str) -> Column:
    """How many rows meet the condition, bigint."""
    return _over(condition, sf.lit(1), "bigint").alias(name)


def quotient(numerator: str, denominator: str, *, digits: int, times: int = 1) -> Column:
    """numerator x times / denominator of two columns, HALF_UP (half away from zero) to so many digits.

    decimal(18,digits); null where the denominator is zero or either is null. The columns hold at most three decimals.
    Raises an overflow in the engine where the outcome has more than 18 digits.
    """
    # Decimals, not bigint: Sail 0.7 lets a product of those that is too large come out as another number.
    above, below = (f"cast({name} * {_THOUSANDTHS} as {_WHOLE})" for name in (numerator, denominator))
    doubled = f"cast(abs({above}) * {2 * times * 10**digits} as {_WHOLE})"
    twice_below = f"cast(2 * abs({below}) as {_WHOLE})"
    # At least 1: Sail 0.7 divides where a row is null or is not there too, and fails by a zero that no row has.
    whole = f"cast({doubled} + abs({below}) as {_WHOLE}) div greatest({twice_below}, cast(1 as {_WHOLE}))"
    by_sign = f"when ({above} < 0) <> ({below} < 0) then -({whole}) else {whole}"
    signed = f"case when {below} is null or {below} = 0 then null {by_sign} end"
    return sf.expr(f"cast(cast({signed} as decimal(20,0)) * {_one(digits)} as decimal(18,{digits}))")


def rate(part: str, whole: str) -> Column:
    """part / whole, four digits, HALF_UP; null where the whole is zero or missing."""
    return quotient(part, whole, digits=4)


def percent(part: str, whole: str) -> Column:
    """part / whole x 100, two digits, HALF_UP; null where the whole is zero or missing."""
    return quotient(part, whole, digits=2, times=100)


def average_money(amount: str, number: str) -> Column:
    """amount / number to the cent, HALF_UP; null where the number is zero."""
    return quotient(amount, number, digits=2)


def _sum(name: str, type_: str) -> Column:
    return sf.coalesce(sf.sum(name).cast(type_), sf.lit(0).cast(type_))


def _whole(value: Column, digits: int) -> Column:
    parts = sf.coalesce(sf.sum((value * sf.lit(10**digits)).cast("bigint")), sf.lit(0))
    return (parts.cast("decimal(20,0)") * sf.expr(_one(digits))).cast(f"decimal(18,{digits})")


def _over(condition: Column, value: Column, type_: str) -> Column:
    return sf.coalesce(sf.sum(sf.when(condition, value)).cast(type_), sf.lit(0).cast(type_))


def _one(digits: int) -> str:
    """One unit of the last digit, as a decimal literal."""
    return f"cast('{10**-digits:.{digits}f}' as decimal(18,{digits}))"
