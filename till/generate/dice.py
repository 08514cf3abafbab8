"""The one source of chance in generated data: the same seed and names give the same throws on every machine."""

from collections.abc import Sequence
from itertools import accumulate
from random import Random


def dice(seed: int, *names: object) -> Random:
    """Throws that depend on the seed and the names alone, so that one part can change without moving the others."""
    return Random("/".join(str(part) for part in (seed, *names)))  # noqa: S311 - made-up sales, no secrets


def zipf_weights(count: int, exponent: float) -> list[float]:
    """Cumulative weights for `Random.choices`: the k-th thing is taken k**exponent times less often than the first."""
    return list(accumulate(1 / rank**exponent for rank in range(1, count + 1)))


def draw[T](throws: Random, things: Sequence[T], cum_weights: Sequence[float]) -> T:
    """One of the things, by cumulative weight."""
    return throws.choices(things, cum_weights=cum_weights)[0]
