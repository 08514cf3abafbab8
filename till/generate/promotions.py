"""What is on offer when: each week one part of the range, in all stores, for some per cent less."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from till.generate.catalogue import RANGES
from till.generate.dice import dice

METHODS = ("flyer", "display", "app")
_PERCENTS = (10, 15, 20, 25)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Promotion:
    """A subcategory on offer from a Monday to a Sunday, in all stores."""

    id: str
    name: str
    method: str
    subcategory: str
    percent: int
    starts_on: date
    ends_on: date


def promotion_on(day: date, seed: int) -> Promotion:
    """The promotion of the week of a day."""
    year, week, weekday = day.isocalendar()
    throws = dice(seed, "promotion", year, week)
    subcategory, percent = throws.choice(RANGES).subcategory, throws.choice(_PERCENTS)
    monday = day - timedelta(days=weekday - 1)
    return Promotion(
        id=f"{year}-W{week:02d}",
        name=f"{subcategory}: {percent} % off",
        method=throws.choice(METHODS),
        subcategory=subcategory,
        percent=percent,
        starts_on=monday,
        ends_on=monday + _WEEK - timedelta(days=1),
    )


def promotions_between(first_day: date, last_day: date, seed: int) -> Iterator[Promotion]:
    """The promotions that hold on some of these days, in order."""
    promotion = promotion_on(first_day, seed)
    while promotion.starts_on <= last_day:
        yield promotion
        promotion = promotion_on(promotion.starts_on + _WEEK, seed)
