"""Whether all amounts of a block agree, by whole numbers: the common case, in a fifth of the time of decimals.

Only a yes counts. Where anything is empty, too large or disagrees, the rule itself decides (amounts.py).
"""

from dataclasses import dataclass

import numpy as np

from functions.landing.checking.arrow import Array
from functions.landing.checking.whole_numbers import divided, most, scale, whole_numbers

CENTS = 2
# Below this no product of two figures, nor the half that is added for rounding, leaves 64 bits.
_SAFE = 2**61


@dataclass(frozen=True, slots=True)
class Amounts:
    """The three amounts and the discount of each row, typed as in the contract; null where empty."""

    price: Array
    quantity: Array
    total_cost: Array
    discount: Array


def all_agree(given: Amounts) -> bool:
    """Whether nothing is empty and price x quantity, HALF_UP to the cent, less discount, is the total in every row."""
    if given.price.null_count or given.quantity.null_count or given.total_cost.null_count:
        return False
    has_discount = given.discount.null_count < len(given.discount)
    if has_discount and given.discount.null_count:
        return False
    figures = [whole_numbers(given.price), whole_numbers(given.quantity), whole_numbers(given.total_cost)]
    discount = whole_numbers(given.discount) if has_discount else np.zeros(1, np.int64)
    if any(figure is None for figure in figures) or discount is None:
        return False
    price, quantity, total = (figure for figure in figures if figure is not None)
    decimals = scale(given.price) + scale(given.quantity) - CENTS
    if decimals < 0 or most(price) * most(quantity) >= _SAFE:
        return False
    cents = divided(price * quantity, 10**decimals)
    scales = (scale(given.total_cost), scale(given.discount) if has_discount else CENTS)
    return scales == (CENTS, CENTS) and bool((cents - discount == total).all())
