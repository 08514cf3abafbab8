"""The rule price-quantity-total-agree: price x quantity, less discount, is the total, and any two give the third.

All in decimals; a half cent is rounded away from zero (HALF_UP). The price that a total and a quantity give is rounded
to the contract's decimals and is not checked back, since the rounding alone can move the product by cents; the same
holds for a quantity. Quantity 0 leaves the price empty. Price 0 with nothing paid cannot tell a quantity.
"""

from functools import reduce
from typing import Any

import pyarrow as pa

from functions.landing.checking.agreement import CENTS, Amounts, all_agree
from functions.landing.checking.arrow import Array, arrow, kernels, only_where, positions
from functions.landing.checking.parsing import Fault
from functions.landing.checking.quotients import quotients
from functions.landing.checking.whole_numbers import scale

HALF_UP = "half_towards_infinity"
_AGREEMENT = "price x quantity, rounded to the cent, less discount_amount, to be total_cost"
_DERIVABLE = "a value, or two others of price, quantity and total_cost that give it"


def complete(given: Amounts, is_sound: Array) -> tuple[Amounts, list[Fault]]:
    """The amounts with what could be derived, and the faults of rows where they disagree or cannot be derived.

    is_sound   rows whose amounts are each free of faults; the others are neither completed nor judged
    """
    if all_agree(given):
        return given, []
    discount = kernels.coalesce(given.discount, arrow.scalar(0, given.discount.type))
    product = kernels.multiply(given.price, given.quantity)
    net = kernels.subtract(_rounded(product, CENTS), discount)
    disagree = kernels.and_(is_sound, kernels.not_equal(net, given.total_cost))
    faults = [Fault("amounts-disagree", "total_cost", positions(disagree), _AGREEMENT)]
    if not (given.price.null_count or given.quantity.null_count or given.total_cost.null_count):
        return given, _found(faults)
    paid = kernels.add(given.total_cost, discount)
    price, price_faults = _filled("price", given.price, _quotient(paid, given.quantity, given.price), is_sound)
    quantity, more = _filled("quantity", given.quantity, _quotient(paid, given.price, given.quantity), is_sound)
    total, most = _filled("total_cost", given.total_cost, net, is_sound)
    faults += [*price_faults, *more, *most, *_underived(given, is_sound), *_priceless(given, paid, is_sound)]
    return Amounts(price, quantity, total, given.discount), _found(faults)


def _quotient(paid: Array, divisor: Array, like: Array) -> Array:
    """paid / divisor to the decimals of `like`, where that is empty; null elsewhere, and by a divisor of 0 or none."""
    is_divisible = kernels.and_(kernels.is_valid(paid), kernels.not_equal(divisor, arrow.scalar(0, divisor.type)))
    asked = kernels.fill_null(kernels.and_(kernels.is_null(like), is_divisible), False)
    found = quotients(kernels.filter(paid, asked), kernels.filter(divisor, asked), scale(like))
    answers: Array = kernels.replace_with_mask(arrow.nulls(len(paid), found.type), asked, found)
    return answers


def _filled(name: str, amount: Array, derived: Array, is_sound: Array) -> tuple[Array, list[Fault]]:
    """The amount with the derived value where it was empty; a derived value too large for its column is a fault."""
    kind: Any = amount.type
    limit = arrow.scalar(10 ** (kind.precision - kind.scale), pa.decimal128(kind.precision - kind.scale + 1, 0))
    fits = kernels.less(kernels.abs(derived), limit)
    wanted = kernels.and_(is_sound, kernels.is_null(amount))
    too_large = positions(kernels.and_(wanted, kernels.invert(fits)))
    value = kernels.cast(only_where(kernels.and_(wanted, fits), derived), kind)
    return kernels.coalesce(amount, value), [Fault("out-of-range", name, too_large, f"a {name} that fits {kind}")]


def _underived(given: Amounts, is_sound: Array) -> list[Fault]:
    """What is empty where two or all three of the amounts are."""
    empty = {name: kernels.is_null(getattr(given, name)) for name in ("price", "quantity", "total_cost")}
    count = reduce(kernels.add, [kernels.cast(mask, pa.int8()) for mask in empty.values()])
    too_few = kernels.and_(is_sound, kernels.greater(count, 1))
    return [
        Fault("required-empty", name, positions(kernels.and_(too_few, mask)), _DERIVABLE)
        for name, mask in empty.items()
    ]


def _priceless(given: Amounts, paid: Array, is_sound: Array) -> list[Fault]:
    """Rows of price 0 without a quantity: any quantity costs nothing, and none costs something."""
    is_free = kernels.equal(given.price, arrow.scalar(0, given.price.type))
    unknown = kernels.and_(kernels.and_(is_sound, kernels.is_null(given.quantity)), is_free)
    nothing_paid = kernels.equal(paid, arrow.scalar(0, paid.type))
    paid_for = kernels.and_(unknown, kernels.invert(nothing_paid))
    return [
        Fault("required-empty", "quantity", positions(kernels.and_(unknown, nothing_paid)), _DERIVABLE),
        Fault("amounts-disagree", "total_cost", positions(paid_for), _AGREEMENT),
    ]


def _rounded(amount: Array, decimals: int) -> Array:
    """HALF_UP. Arrow is exact only where it drops at most nine digits (quotients.py): a product has five too many."""
    rounded: Array = kernels.round(amount, ndigits=decimals, round_mode=HALF_UP)
    return rounded


def _found(faults: list[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.positions]
