"""The rule not-before: of two columns of dates or times, one may not lie before the other in a row that has both."""

from collections.abc import Mapping

import pyarrow as pa

from functions.landing.checking.arrow import Array, kernels, positions
from functions.landing.checking.parsing import Fault
from jobs.contracts.dataset import Contract


def order_faults(values: Mapping[str, Array], contract: Contract) -> list[tuple[Fault, Array]]:
    """Where a value is before the one that it may not be before, with both of them as text."""
    found: list[tuple[Fault, Array]] = []
    for later, earlier in contract.not_before:
        before = positions(kernels.less(values[later], values[earlier]))
        if before:
            texts = [kernels.cast(values[name], pa.string()) for name in (later, earlier)]
            shown = kernels.binary_join_element_wise(*texts, f", {earlier} ")
            found.append((Fault("ends-before-start", later, before, f"not before {earlier}"), shown))
    return found
