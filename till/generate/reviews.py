"""What customers say of some of the things that they bought, a few days later."""

from dataclasses import dataclass
from datetime import date, timedelta

from till.generate.baskets import SaleLine
from till.generate.dice import dice
from till.generate.world import Store

_REVIEWED, _LATEST_DAYS = 0.01, 10
# How often a thing gets 1 to 5: liked, so-so, disliked.
_RATINGS = ((2, 3, 10, 35, 50), (5, 10, 25, 35, 25), (25, 25, 25, 15, 10))
_LIKINGS = (60, 30, 10)


@dataclass(frozen=True, slots=True)
class Review:
    """One customer's rating of one product."""

    id: str
    product_id: int
    customer_id: int
    rating: int
    day: date


class Reviewers:
    """The customers of one store who review what they bought there."""

    def __init__(self, store: Store, seed: int) -> None:
        self._seed, self._throws = seed, dice(seed, "reviews", store.id)

    def of(self, lines: list[SaleLine]) -> list[Review]:
        """The reviews of a day's sales, each from one day later to ten."""
        return [
            self._review(line, line.customer_id)
            for line in lines
            if line.customer_id is not None and line.quantity > 0 and self._throws.random() < _REVIEWED
        ]

    def _review(self, line: SaleLine, customer_id: int) -> Review:
        (ratings,) = dice(self._seed, "liking", line.product.id).choices(_RATINGS, _LIKINGS)
        return Review(
            id=f"{line.store_id}-{line.receipt_id}-{line.line_no}",
            product_id=line.product.id,
            customer_id=customer_id,
            rating=self._throws.choices(range(1, 6), ratings)[0],
            day=line.sold_at.date() + timedelta(days=self._throws.randint(1, _LATEST_DAYS)),
        )
