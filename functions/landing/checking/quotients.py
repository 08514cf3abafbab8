"""What was paid divided by a price or a quantity, HALF_UP, in whole numbers.

Arrow's decimals cannot be used for it: by a divisor of more than 32 bits its long division is one off near multiples of
some powers of two, so that 274877906.94399816831685906 was rounded to .943.
"""

from decimal import Decimal

import numpy as np
import pyarrow as pa

from functions.landing.checking.arrow import Array
from functions.landing.checking.whole_numbers import Whole, as_decimals, divided, most, scale, whole_numbers

_LARGEST = 2**63


def quotients(paid: Array, divisor: Array, decimals: int) -> Array:
    """paid / divisor, a half away from zero at so many decimals, as decimal(38, decimals).

    Neither has nulls, no divisor is 0, and `decimals` and the divisor's are together no fewer than those of `paid`.
    """
    kind = pa.decimal128(38, decimals)
    unit = 10 ** (decimals + scale(divisor) - scale(paid))
    above, below = _integers(paid), _integers(divisor)
    if unit * most(above) + most(below) < _LARGEST:
        return as_decimals(divided(above * unit, below), kind)
    exact = divided(above.astype(object) * unit, below.astype(object))
    return pa.array([Decimal(f"{figure}E-{decimals}") for figure in exact.tolist()], kind)


def _integers(amount: Array) -> Whole:
    whole = whole_numbers(amount)
    if whole is not None:
        return whole
    return np.array([int(f"{figure:f}".replace(".", "")) for figure in amount.to_pylist()], object)
