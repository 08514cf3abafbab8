"""Returns that a till writes without their sign: a column marks them, and their amounts are negated."""

import pyarrow as pa

from functions.landing.checking.arrow import Array, arrow, kernels, positions
from functions.landing.checking.parsing import Fault
from functions.landing.column_mapping import SignRule


def with_signs(values: dict[str, Array], marks: Array, rule: SignRule) -> list[tuple[Fault, Array]]:
    """Negates the amounts of the marked rows in place.

    A marked row that has a sign already is a fault: negated once more it would count as a sale.
    """
    is_return = kernels.is_in(marks, value_set=arrow.array(rule.is_, pa.string()))
    found: list[tuple[Fault, Array]] = []
    for name in rule.negate:
        amount = values[name]
        below_zero = kernels.less(amount, arrow.scalar(0, amount.type))
        signed = positions(kernels.and_(is_return, below_zero))
        values[name] = kernels.if_else(is_return, kernels.negate(amount), amount)
        if signed:
            fault = Fault("sign-unexpected", name, signed, f"an amount without a sign where {rule.when} marks a return")
            found.append((fault, kernels.cast(amount, pa.string())))
    return found
