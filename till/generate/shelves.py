"""What lies on the shelves of a store: filled up on Mondays, emptied by what is sold, counted on Sundays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from till.generate.baskets import POPULARITY, SaleLine
from till.generate.dice import zipf_weights
from till.generate.world import Store, World

_LINES_PER_RECEIPT, _UNITS_PER_LINE, _DAYS_OF_STOCK, _LEAST = 2.4, 1.3, 14, 4
_MONDAY, _SUNDAY = 0, 6


@dataclass(frozen=True, slots=True)
class Stock:
    """The units of a product that lie in a store at the end of a day."""

    product_id: int
    store_id: int
    day: date
    on_hand: Decimal


class Shelves:
    """The shelves of one store; days must be closed in order."""

    def __init__(self, world: World, store: Store) -> None:
        self._store_id = store.id
        shares = zipf_weights(len(world.products), POPULARITY)
        units = store.footfall * _LINES_PER_RECEIPT * _UNITS_PER_LINE * _DAYS_OF_STOCK / shares[-1]
        each = [share - before for share, before in zip(shares, [0.0, *shares[:-1]], strict=True)]
        goods = zip(world.products, each, strict=True)
        self._full = {product.id: Decimal(max(_LEAST, ceil(units * share))) for product, share in goods}
        self._on_hand = dict(self._full)

    def close(self, day: date, lines: list[SaleLine]) -> list[Stock]:
        """The stock at the end of the day where it is counted, which it is on Sundays and at the end of a month."""
        if day.weekday() == _MONDAY:
            self._on_hand = {product: max(left, self._full[product]) for product, left in self._on_hand.items()}
        for line in lines:
            if line.product.id in self._on_hand:
                self._take(line.product.id, line.quantity)
        is_counted = day.weekday() == _SUNDAY or (day + timedelta(days=1)).day == 1
        return list(self._count(day)) if is_counted else []

    def _take(self, product_id: int, quantity: Decimal) -> None:
        """Take out what was sold; where there was less, more has come in during the day."""
        left = self._on_hand[product_id] - quantity
        while left < 0:
            left += self._full[product_id]
        self._on_hand[product_id] = left

    def _count(self, day: date) -> Iterator[Stock]:
        for product_id, on_hand in sorted(self._on_hand.items()):
            yield Stock(product_id, self._store_id, day, on_hand)
