"""Columns that say the same many rows long, as a day's date and a store's number do, are parsed once per run."""

from collections.abc import Callable

from functions.landing.checking.arrow import Array, arrow, kernels

_SAMPLE_ROWS, _ROWS_PER_RUN = 2_000, 20


def parsed_runs(text: Array, whole: Callable[[Array], Array | None]) -> Array | None:
    """The typed values, parsed run by run; None where runs are short, or where a value may be odd."""
    if text.null_count or _runs(text.slice(0, _SAMPLE_ROWS)) * _ROWS_PER_RUN > min(len(text), _SAMPLE_ROWS):
        return None
    encoded = kernels.run_end_encode(text)
    values = whole(encoded.values)
    if values is None:
        return None
    decoded: Array = kernels.run_end_decode(arrow.RunEndEncodedArray.from_arrays(encoded.run_ends, values))
    return decoded


def _runs(text: Array) -> int:
    return len(kernels.run_end_encode(text).values)
