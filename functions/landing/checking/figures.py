"""How integers and decimals are written: ASCII digits, an optional sign, for decimals a mark; nothing else."""

import re
from decimal import Decimal

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels
from functions.landing.checking.parsing import Grammar, Odd, cast_or_none
from functions.landing.checking.plain_decimals import plain_decimals
from functions.landing.checking.text_bytes import holds_only

_INTEGER = re.compile(r"([+-]?)0*([0-9]+)", re.ASCII)
_CENTS = 2
_EXACT_DIGITS = 38
_BITS = {"bigint": 64, "int": 32}


def integers(type_name: str) -> Grammar:
    """The grammar of 'bigint' and 'int'; a value beyond the type's bits is out-of-range."""
    bits = _BITS[type_name]
    arrow_type = pa.int64() if type_name == "bigint" else pa.int32()
    limit = 2 ** (bits - 1)

    def one(text: str) -> int:
        match = _INTEGER.fullmatch(text)
        if match is None:
            raise Odd("not-an-integer")
        if len(match[2]) > len(str(limit)) or not -limit <= (value := int(match[1] + match[2])) < limit:
            raise Odd("out-of-range")
        return value

    return Grammar(
        arrow_type,
        expected=f"digits with an optional sign, within {bits} bits",
        plain=rf"\A-?[0-9]{{1,{9 if bits == 32 else 18}}}\z",
        whole=lambda text: cast_or_none(text, arrow_type) if holds_only(text, b"0123456789-") else None,
        cast=lambda text: kernels.cast(text, arrow_type),
        one=one,
    )


def decimals(precision: int, scale: int, mark: str) -> Grammar:
    """The grammar of decimal(precision,scale) with `mark` before the fraction.

    Digits beyond the scale are too-many-decimals unless they are zeros; nothing is ever rounded here.
    """
    arrow_type = pa.decimal128(precision, scale)
    whole_digits = precision - scale
    pattern = re.compile(rf"([+-]?)([0-9]*)(?:{re.escape(mark)}([0-9]+))?", re.ASCII)

    def one(text: str) -> Decimal:
        match = pattern.fullmatch(text)
        if match is None or not (match[2] or match[3]):
            raise Odd("not-a-decimal")
        digits, fraction = match[2].lstrip("0"), (match[3] or "").rstrip("0")
        if len(fraction) > scale:
            raise Odd("too-many-decimals")
        if len(digits) > whole_digits:
            raise Odd("out-of-range")
        return Decimal(f"{match[1]}{digits or '0'}.{fraction or '0'}")

    def whole(text: Array) -> Array | None:
        if (values := plain_decimals(text, precision, scale, mark)) is not None:
            return values
        if not holds_only(text, b"0123456789-" + mark.encode()) or kernels.any(kernels.ends_with(text, mark)).as_py():
            return None
        # Arrow reads longer figures modulo 2^128: one with 200 digits came out as 0.00.
        if (kernels.max(kernels.binary_length(text)).as_py() or 0) > _EXACT_DIGITS - scale:
            return None
        return cast_or_none(_with_point(text, mark), arrow_type)

    return Grammar(
        arrow_type,
        expected=f"digits with at most {whole_digits} before and {scale} after the mark '{mark}'",
        plain=_plain(whole_digits, scale, re.escape(mark)),
        whole=whole,
        cast=lambda text: kernels.cast(_with_point(text, mark), arrow_type),
        one=one,
    )


def _plain(whole_digits: int, scale: int, mark: str) -> str:
    """Figures that fit: without a fraction where the scale is 0, with nothing else where it is all of the digits."""
    whole, fraction = rf"[0-9]{{1,{whole_digits}}}", rf"{mark}[0-9]{{1,{scale}}}"
    figure = whole if not scale else fraction if not whole_digits else f"{whole}(?:{fraction})?"
    return rf"\A-?{figure}\z"


def whole_cents(precision: int, scale: int) -> Grammar:
    """The grammar of decimal(precision,scale) written as a whole number of cents."""
    arrow_type = pa.decimal128(precision, scale)
    digits = precision - scale + _CENTS
    whole_number = integers("bigint")

    def one(text: str) -> Decimal:
        value = whole_number.one(text)
        if scale < _CENTS and value % 10 ** (_CENTS - scale):
            raise Odd("too-many-decimals")
        if abs(value) >= 10**digits:
            raise Odd("out-of-range")
        return Decimal(value).scaleb(-_CENTS)

    def cast(text: Array) -> Array:
        cents = kernels.cast(kernels.cast(text, pa.int64()), pa.decimal128(19, 0))
        amounts: Array = kernels.cast(kernels.multiply(cents, arrow.scalar(Decimal("0.01"))), arrow_type)
        return amounts

    # Amounts that the cast is sure to take; all others go one by one.
    plain = rf"\A-?[0-9]{{1,{min(digits, 18)}}}\z" if scale >= _CENTS else r"\A0\z"
    return Grammar(
        arrow_type,
        expected=f"a whole number of cents, at most {digits} digits",
        plain=plain,
        whole=lambda text: (
            cast(text) if kernels.all(kernels.match_substring_regex(text, pattern=plain)).as_py() else None
        ),
        cast=cast,
        one=one,
    )


def _with_point(text: Array, mark: str) -> Array:
    pointed: Array = text if mark == "." else kernels.replace_substring(text, mark, ".")
    return pointed
